"""Tests of every route as every role. A new route fails here until it has a line in the table."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Connection
from werkzeug.routing import Rule

from tests import database
from tests.assets.weight import BUDGET, first_load
from tests.project.markup import Page
from tests.project.world import World, make_world
from tests.support import sign_in

# Expected status codes when the URLs name a public venue and an order and a booking there. The roles are a visitor who
# is not logged in, another guest, the owner of another venue, an admin, the guest who booked, and the venue's owner.
# Forms are sent empty.
TABLE = {
    # method and endpoint       anonymous, other_guest, provider, admin, guest, owner
    "GET accounts.login": (200, 303, 303, 303, 303, 303),
    "POST accounts.login": (422, 422, 422, 422, 422, 422),
    "POST accounts.logout": (303, 303, 303, 303, 303, 303),
    "GET accounts.register": (200, 303, 303, 303, 303, 303),
    "POST accounts.register": (422, 422, 422, 422, 422, 422),
    "POST accounts.theme": (422, 422, 422, 422, 422, 422),
    "GET admin.approval": (303, 403, 403, 404, 403, 403),
    "POST admin.approval": (303, 403, 403, 404, 403, 403),
    "GET admin.approvals": (303, 403, 403, 200, 403, 403),
    "GET admin.approve_several": (303, 403, 403, 200, 403, 403),
    "POST admin.approve_several": (303, 403, 403, 303, 403, 403),
    "GET admin.deal_add": (303, 403, 403, 200, 403, 403),
    "POST admin.deal_add": (303, 403, 403, 422, 403, 403),
    "GET admin.deal_edit": (303, 403, 403, 200, 403, 403),
    "POST admin.deal_edit": (303, 403, 403, 303, 403, 403),
    "POST admin.deal_end": (303, 403, 403, 303, 403, 403),
    "POST admin.deal_resume": (303, 403, 403, 409, 403, 403),
    "GET admin.deals": (303, 403, 403, 200, 403, 403),
    "POST admin.feature": (303, 403, 403, 303, 403, 403),
    "POST admin.feature_order": (303, 403, 403, 422, 403, 403),
    "GET admin.featured": (303, 403, 403, 200, 403, 403),
    "GET admin.index": (303, 403, 403, 200, 403, 403),
    "GET admin.audit_log": (303, 403, 403, 200, 403, 403),
    "POST admin.order_retry": (303, 403, 403, 409, 403, 403),
    "GET admin.order_shown": (303, 403, 403, 200, 403, 403),
    "GET admin.orders": (303, 403, 403, 200, 403, 403),
    "GET admin.categories": (303, 403, 403, 200, 403, 403),
    "GET admin.category_add": (303, 403, 403, 200, 403, 403),
    "POST admin.category_add": (303, 403, 403, 422, 403, 403),
    "GET admin.category_edit": (303, 403, 403, 200, 403, 403),
    "POST admin.category_edit": (303, 403, 403, 303, 403, 403),
    "GET admin.category_merge": (303, 403, 403, 200, 403, 403),
    "POST admin.category_merge": (303, 403, 403, 422, 403, 403),
    "POST admin.category_order": (303, 403, 403, 422, 403, 403),
    "POST admin.category_remove": (303, 403, 403, 409, 403, 403),
    "GET admin.tags": (303, 403, 403, 200, 403, 403),
    "GET admin.tag_add": (303, 403, 403, 200, 403, 403),
    "POST admin.tag_add": (303, 403, 403, 422, 403, 403),
    "GET admin.tag_edit": (303, 403, 403, 200, 403, 403),
    "POST admin.tag_edit": (303, 403, 403, 422, 403, 403),
    "GET admin.tag_merge": (303, 403, 403, 200, 403, 403),
    "POST admin.tag_merge": (303, 403, 403, 422, 403, 403),
    "POST admin.tag_order": (303, 403, 403, 404, 403, 403),
    "POST admin.tag_remove": (303, 403, 403, 409, 403, 403),
    "GET admin.people": (303, 403, 403, 200, 403, 403),
    "POST admin.person_reinstate": (303, 403, 403, 409, 403, 403),
    "GET admin.person_role": (303, 403, 403, 200, 403, 403),
    "POST admin.person_role": (303, 403, 403, 422, 403, 403),
    "POST admin.view_as": (303, 403, 403, 303, 403, 403),
    "GET admin.person_shown": (303, 403, 403, 200, 403, 403),
    "POST admin.person_sign_out": (303, 403, 403, 303, 403, 403),
    "GET admin.person_suspend": (303, 403, 403, 200, 403, 403),
    "POST admin.person_suspend": (303, 403, 403, 422, 403, 403),
    "POST admin.stop_viewing_as": (303, 403, 403, 303, 403, 403),
    "GET admin.booking_cancel": (303, 403, 403, 200, 403, 403),
    "POST admin.booking_cancel": (303, 403, 403, 422, 403, 403),
    "GET admin.booking_refund": (303, 403, 403, 200, 403, 403),
    "POST admin.booking_refund": (303, 403, 403, 422, 403, 403),
    "POST admin.unfeature": (303, 403, 403, 409, 403, 403),
    "GET admin.venue": (303, 403, 403, 200, 403, 403),
    "POST admin.venue_reinstate": (303, 403, 403, 409, 403, 403),
    "GET admin.venue_suspend": (303, 403, 403, 200, 403, 403),
    "POST admin.venue_suspend": (303, 403, 403, 422, 403, 403),
    "GET admin.venues": (303, 403, 403, 200, 403, 403),
    "GET admin.announcement": (303, 403, 403, 200, 403, 403),
    "POST admin.announcement": (303, 403, 403, 422, 403, 403),
    "GET admin.content_edit": (303, 403, 403, 200, 403, 403),
    "POST admin.content_edit": (303, 403, 403, 303, 403, 403),
    "POST admin.content_restore": (303, 403, 403, 404, 403, 403),
    "GET admin.content": (303, 403, 403, 200, 403, 403),
    "GET bookings.index": (303, 200, 200, 200, 200, 200),
    "GET bookings.ask_to_cancel": (303, 404, 404, 404, 200, 404),
    "POST bookings.cancel": (303, 404, 404, 404, 409, 404),
    "POST bookings.rebook": (303, 404, 404, 404, 303, 404),
    "GET rescheduling.reschedule": (303, 404, 404, 404, 200, 404),
    "POST rescheduling.do_reschedule": (303, 404, 404, 404, 422, 404),
    "GET rescheduling.reschedule_later": (303, 404, 404, 404, 303, 404),
    "POST rescheduling.do_reschedule_later": (303, 404, 404, 404, 303, 404),
    "POST rescheduling.look_at_later": (303, 404, 404, 404, 303, 404),
    "GET rescheduling.pay_reschedule": (303, 404, 404, 404, 303, 404),
    "POST rescheduling.go_to_pay": (303, 404, 404, 404, 303, 404),
    "POST rescheduling.keep_time": (303, 404, 404, 404, 303, 404),
    "GET bookings.booking_calendar": (303, 404, 404, 404, 200, 404),
    "GET bookings.order_calendar": (303, 404, 404, 404, 200, 404),
    "GET bookings.receipt": (303, 404, 404, 404, 200, 404),
    "GET bookings.show": (303, 404, 404, 404, 200, 404),
    "GET front_desk.cancel": (303, 403, 404, 403, 403, 200),
    "POST front_desk.cancel": (303, 403, 404, 403, 403, 422),
    "GET calendar.add_block": (303, 403, 200, 403, 403, 200),
    "POST calendar.add_block": (303, 403, 422, 403, 403, 422),
    "GET calendar.day": (303, 403, 200, 403, 403, 200),
    "GET calendar.edit_block": (303, 403, 404, 403, 403, 200),
    "POST calendar.edit_block": (303, 403, 404, 403, 403, 422),
    "GET front_desk.reschedule": (303, 403, 404, 403, 403, 200),
    "POST front_desk.reschedule": (303, 403, 404, 403, 403, 422),
    "GET front_desk.reschedule_later": (303, 403, 404, 403, 403, 303),
    "POST front_desk.reschedule_later": (303, 403, 404, 403, 403, 303),
    "POST front_desk.drop": (303, 403, 404, 403, 403, 404),
    "POST calendar.move_block": (303, 403, 404, 403, 403, 404),
    "POST front_desk.undo_reschedule": (303, 403, 404, 403, 403, 303),
    "POST calendar.put_block": (303, 403, 404, 403, 403, 404),
    "POST calendar.remove_block": (303, 403, 404, 403, 403, 303),
    "POST calendar.restore_block": (303, 403, 404, 403, 403, 404),
    "GET calendar.version": (303, 403, 404, 403, 403, 404),
    "GET calendar.rooms": (303, 403, 200, 403, 403, 200),
    "GET calendar.three_days": (303, 403, 200, 403, 403, 200),
    "POST calendar.undo_add_block": (303, 403, 404, 403, 403, 303),
    "GET calendar.week": (303, 403, 200, 403, 403, 200),
    "POST front_desk.check_in": (303, 403, 404, 403, 403, 409),
    "GET calendar.bookings": (303, 403, 200, 403, 403, 200),
    "GET calendar.bookings_export": (303, 403, 200, 403, 403, 200),
    "POST front_desk.accept": (303, 403, 404, 403, 403, 409),
    "GET front_desk.decline": (303, 403, 404, 403, 403, 303),
    "POST front_desk.decline": (303, 403, 404, 403, 403, 303),
    "GET front_desk.message": (303, 403, 404, 403, 403, 200),
    "POST front_desk.message": (303, 403, 404, 403, 403, 422),
    "POST front_desk.no_show": (303, 403, 404, 403, 403, 409),
    "POST front_desk.undo_check_in": (303, 403, 404, 403, 403, 303),
    "POST front_desk.undo_no_show": (303, 403, 404, 403, 403, 409),
    "POST front_desk.paid": (303, 403, 404, 403, 403, 422),
    "GET front_desk.refund": (303, 403, 404, 403, 403, 200),
    "POST front_desk.refund": (303, 403, 404, 403, 403, 422),
    "GET calendar.daily_schedule": (303, 403, 200, 403, 403, 200),
    "GET guests.suggest_guests": (303, 403, 302, 403, 403, 302),
    "GET front_desk.new_booking": (303, 403, 200, 403, 403, 200),
    "POST front_desk.new_booking": (303, 403, 422, 403, 403, 422),
    "POST cart.add": (422, 422, 422, 422, 422, 422),
    "POST cart.code": (303, 303, 303, 303, 303, 303),
    "GET cart.index": (200, 200, 200, 200, 200, 200),
    "POST cart.price": (422, 422, 422, 422, 422, 422),
    "POST cart.quantity": (422, 422, 422, 422, 422, 422),
    "POST cart.remove": (404, 404, 404, 404, 404, 404),
    "POST cart.time": (422, 422, 422, 422, 422, 422),
    "GET catalog.add": (303, 403, 200, 403, 403, 200),
    "POST catalog.add": (303, 403, 422, 403, 403, 422),
    "GET catalog.category_hint": (303, 403, 302, 403, 403, 302),
    "GET catalog.choose": (303, 403, 200, 403, 403, 200),
    "POST catalog.copy": (303, 403, 404, 403, 403, 303),
    "GET catalog.edit": (303, 403, 404, 403, 403, 200),
    "POST catalog.edit": (303, 403, 404, 403, 403, 422),
    "GET catalog.index": (303, 403, 200, 403, 403, 200),
    "POST catalog.order": (303, 403, 422, 403, 403, 422),
    "POST catalog.photo": (303, 403, 404, 403, 403, 422),
    "POST catalog.remove": (303, 403, 404, 403, 403, 303),
    "POST catalog.restore": (303, 403, 404, 403, 403, 404),
    "POST catalog.show": (303, 403, 404, 403, 403, 303),
    "GET checkout.opening": (303, 404, 404, 404, 303, 404),
    "GET checkout.details": (303, 404, 404, 404, 200, 404),
    "GET checkout.done": (303, 404, 404, 404, 200, 404),
    "POST checkout.pay": (303, 404, 404, 404, 422, 404),
    "POST checkout.start": (303, 303, 303, 303, 303, 303),
    "POST payments.webhook": (400, 400, 400, 400, 400, 400),
    "POST deals.copy": (303, 403, 404, 403, 403, 303),
    "GET deals.edit": (303, 403, 404, 403, 403, 200),
    "POST deals.edit": (303, 403, 404, 403, 403, 303),
    "POST deals.end": (303, 403, 404, 403, 403, 409),
    "GET deals.index": (303, 403, 200, 403, 403, 200),
    "POST catalog.preview": (303, 403, 404, 403, 403, 404),
    "POST deals.preview_deal": (303, 403, 200, 403, 403, 200),
    "GET deals.new": (303, 403, 200, 403, 403, 200),
    "POST deals.new": (303, 403, 422, 403, 403, 422),
    "POST deals.remove": (303, 403, 404, 403, 403, 303),
    "POST deals.restore": (303, 403, 404, 403, 403, 409),
    "POST deals.resume": (303, 403, 404, 403, 403, 409),
    "POST deals.send": (303, 403, 404, 403, 403, 303),
    "POST deals.withdraw": (303, 403, 404, 403, 403, 409),
    "GET search_pages.compare": (200, 200, 200, 200, 200, 200),
    "GET search_pages.home": (200, 200, 200, 200, 200, 200),
    "GET search_pages.part": (200, 200, 200, 200, 200, 200),
    "GET search_pages.robots": (200, 200, 200, 200, 200, 200),
    "GET search_pages.sitemap": (200, 200, 200, 200, 200, 200),
    "GET search_pages.landing": (200, 200, 200, 200, 200, 200),
    "GET search_pages.old_landing": (301, 301, 301, 301, 301, 301),
    "GET search_pages.days": (302, 302, 302, 302, 302, 302),
    "GET search_pages.map_card": (302, 302, 302, 302, 302, 302),
    "GET search_pages.map_towns": (200, 200, 200, 200, 200, 200),
    "GET search_pages.place": (400, 400, 400, 400, 400, 400),
    "GET search_pages.search": (200, 200, 200, 200, 200, 200),
    "GET search_pages.search_box": (302, 302, 302, 302, 302, 302),
    "GET search_pages.search_map": (200, 200, 200, 200, 200, 200),
    "GET search_pages.suggest_what": (302, 302, 302, 302, 302, 302),
    "GET search_pages.suggest_where": (302, 302, 302, 302, 302, 302),
    "GET slot_picker.slots": (200, 200, 200, 200, 200, 200),
    "GET venue_pages.venue": (200, 200, 200, 200, 200, 200),
    "GET embed.venue": (200, 200, 200, 200, 200, 200),
    "GET embed.service": (200, 200, 200, 200, 200, 200),
    "GET booking_links.index": (303, 403, 200, 403, 403, 200),
    "POST booking_links.add": (303, 403, 422, 403, 403, 422),
    "GET booking_links.poster_file": (303, 403, 200, 403, 403, 200),
    "POST booking_links.remove": (303, 403, 404, 403, 403, 303),
    "POST booking_links.restore": (303, 403, 303, 403, 403, 303),
    "GET imports.index": (303, 403, 200, 403, 403, 200),
    "POST imports.upload": (303, 403, 422, 403, 403, 422),
    "GET imports.example": (303, 403, 200, 403, 403, 200),
    "GET imports.columns": (303, 403, 404, 403, 403, 200),
    "POST imports.columns": (303, 403, 404, 403, 403, 303),
    "GET imports.show": (303, 403, 404, 403, 403, 302),
    "GET imports.progress": (303, 403, 404, 403, 403, 303),
    "POST imports.start": (303, 403, 404, 403, 403, 409),
    "POST imports.discard": (303, 403, 404, 403, 403, 303),
    "POST imports.undo": (303, 403, 404, 403, 403, 409),
    "POST imports.emails": (303, 403, 404, 403, 403, 409),
    "GET calendar_sync.calendar": (404, 404, 404, 404, 404, 404),
    "POST calendar_sync.subscribe": (303, 403, 404, 403, 403, 422),
    "POST calendar_sync.create_url": (303, 403, 404, 403, 403, 303),
    "GET calendar_sync.index": (303, 403, 200, 403, 403, 200),
    "POST calendar_sync.names": (303, 403, 422, 403, 403, 422),
    "GET calendar_sync.progress": (303, 403, 404, 403, 403, 404),
    "POST calendar_sync.read": (303, 403, 404, 403, 403, 404),
    "POST calendar_sync.revoke_url": (303, 403, 404, 403, 403, 303),
    "POST calendar_sync.unsubscribe": (303, 403, 404, 403, 403, 404),
    "GET guests.export": (303, 403, 200, 403, 403, 200),
    "GET guests.index": (303, 403, 200, 403, 403, 200),
    "GET guests.show": (303, 403, 404, 403, 403, 200),
    "POST guests.show": (303, 403, 404, 403, 403, 303),
    "GET facility_changes.index": (303, 403, 200, 403, 403, 200),
    "GET facility_changes.add": (303, 403, 200, 403, 403, 200),
    "POST facility_changes.add": (303, 403, 422, 403, 403, 422),
    "GET facility_changes.edit": (303, 403, 404, 403, 403, 200),
    "POST facility_changes.edit": (303, 403, 404, 403, 403, 303),
    "POST facility_changes.move": (303, 403, 404, 403, 403, 303),
    "POST facility_changes.remove": (303, 403, 404, 403, 403, 303),
    "POST facility_changes.restore": (303, 403, 404, 403, 403, 303),
    "GET faqs.add": (303, 403, 200, 403, 403, 200),
    "POST faqs.add": (303, 403, 422, 403, 403, 422),
    "GET faqs.edit": (303, 403, 404, 403, 403, 200),
    "POST faqs.edit": (303, 403, 404, 403, 403, 303),
    "GET faqs.index": (303, 403, 200, 403, 403, 200),
    "POST faqs.order": (303, 403, 422, 403, 403, 422),
    "POST faqs.preview": (303, 403, 200, 403, 403, 200),
    "POST faqs.remove": (303, 403, 404, 403, 403, 303),
    "POST faqs.restore": (303, 403, 404, 403, 403, 303),
    "GET guest_forms.answer": (303, 404, 404, 404, 200, 404),
    "POST guest_forms.answer": (303, 404, 404, 404, 409, 404),
    "POST guest_forms.delete_health": (303, 404, 404, 404, 303, 404),
    "GET guest_forms.by_link": (404, 404, 404, 404, 404, 404),
    "POST guest_forms.by_link": (404, 404, 404, 404, 404, 404),
    "POST guest_forms.delete_by_link": (404, 404, 404, 404, 404, 404),
    "GET intake.index": (303, 403, 200, 403, 403, 200),
    "GET intake.add": (303, 403, 200, 403, 403, 200),
    "POST intake.add": (303, 403, 422, 403, 403, 422),
    "POST intake.add_starter": (303, 403, 303, 403, 403, 303),
    "GET intake.show": (303, 403, 404, 403, 403, 200),
    "GET intake.edit": (303, 403, 404, 403, 403, 200),
    "POST intake.edit": (303, 403, 404, 403, 403, 303),
    "POST intake.order": (303, 403, 422, 403, 403, 422),
    "POST intake.activate": (303, 403, 404, 403, 403, 303),
    "POST intake.remove": (303, 403, 404, 403, 403, 303),
    "POST intake.restore": (303, 403, 404, 403, 403, 404),
    "GET intake.add_question": (303, 403, 404, 403, 403, 200),
    "POST intake.add_question": (303, 403, 404, 403, 403, 422),
    "GET intake.edit_question": (303, 403, 404, 403, 403, 200),
    "POST intake.edit_question": (303, 403, 404, 403, 403, 303),
    "POST intake.order_questions": (303, 403, 404, 403, 403, 422),
    "POST intake.hide_question": (303, 403, 404, 403, 403, 303),
    "POST intake.remove_question": (303, 403, 404, 403, 403, 303),
    "POST intake.restore_question": (303, 403, 404, 403, 403, 303),
    "GET intake.preview": (303, 403, 404, 403, 403, 200),
    "GET intake.booking": (303, 403, 404, 403, 403, 200),
    "POST intake.open_health": (303, 403, 404, 403, 403, 200),
    "POST intake.send": (303, 403, 404, 403, 403, 404),
    "GET health.alive": (200, 200, 200, 200, 200, 200),
    "GET health.ready": (503, 503, 503, 503, 503, 503),  # no worker runs during this test
    "GET hours.add_date": (303, 403, 200, 403, 403, 200),
    "POST hours.add_date": (303, 403, 422, 403, 403, 422),
    "POST hours.add_holidays": (303, 403, 303, 403, 403, 303),
    "GET hours.edit_date": (303, 403, 404, 403, 403, 200),
    "POST hours.edit_date": (303, 403, 404, 403, 403, 303),
    "GET hours.index": (303, 403, 200, 403, 403, 200),
    "POST hours.index": (303, 403, 303, 403, 403, 303),
    "GET hours.out_of_hours": (303, 403, 200, 403, 403, 200),
    "POST hours.remove_date": (303, 403, 404, 403, 403, 303),
    "POST hours.undo_dates": (303, 403, 303, 403, 403, 303),
    "GET reports.index": (303, 403, 200, 403, 403, 200),
    "GET reports.table": (303, 403, 200, 403, 403, 200),
    "GET onboarding.next_step": (303, 403, 303, 403, 403, 303),
    "GET onboarding.index": (303, 403, 200, 403, 403, 200),
    "GET onboarding.start": (303, 200, 303, 409, 200, 303),
    "POST onboarding.start": (303, 422, 303, 409, 422, 303),
    "POST onboarding.submit": (303, 403, 422, 403, 403, 422),
    "POST onboarding.withdraw": (303, 403, 409, 403, 403, 409),
    "POST onboarding.publish": (303, 403, 409, 403, 403, 409),
    "POST onboarding.unpublish": (303, 403, 303, 403, 403, 303),
    "GET onboarding.ask_to_delete": (303, 403, 200, 403, 403, 200),
    "POST onboarding.delete": (303, 403, 303, 403, 403, 409),
    "POST onboarding.restore": (303, 409, 409, 409, 409, 409),
    "GET venues.basics": (303, 403, 200, 403, 403, 200),
    "POST venues.basics": (303, 403, 303, 403, 403, 303),
    "GET venues.location": (303, 403, 200, 403, 403, 200),
    "POST venues.location": (303, 403, 303, 403, 403, 303),
    "POST venues.choose_match": (303, 403, 303, 403, 403, 303),
    "GET venues.pin": (303, 403, 200, 403, 403, 200),
    "POST venues.pin": (303, 403, 422, 403, 403, 422),
    "GET venues.rules": (303, 403, 200, 403, 403, 200),
    "GET venues.home": (303, 403, 303, 403, 403, 303),
    "POST venues.rules": (303, 403, 422, 403, 403, 422),
    "GET content.show": (200, 200, 200, 200, 200, 200),
    "GET photos.show": (404, 404, 404, 404, 404, 404),
    "GET static": (404, 404, 404, 404, 404, 404),
    "GET reminders.by_link": (404, 404, 404, 404, 404, 404),
    "POST reminders.by_link": (404, 404, 404, 404, 404, 404),
    "GET reminders.index": (303, 200, 200, 200, 200, 200),
    "POST reminders.index": (303, 303, 303, 303, 303, 303),
    "GET team.add": (303, 403, 200, 403, 403, 200),
    "POST team.add": (303, 403, 422, 403, 403, 422),
    "GET member_hours.add_date": (303, 403, 404, 403, 403, 200),
    "POST member_hours.add_date": (303, 403, 404, 403, 403, 422),
    "GET team.edit": (303, 403, 404, 403, 403, 200),
    "POST team.edit": (303, 403, 404, 403, 403, 303),
    "GET member_hours.hours": (303, 403, 404, 403, 403, 200),
    "POST member_hours.hours": (303, 403, 404, 403, 403, 303),
    "GET team.index": (303, 403, 200, 403, 403, 200),
    "POST team.order": (303, 403, 422, 403, 403, 422),
    "POST team.photo": (303, 403, 404, 403, 403, 422),
    "GET offboarding.remove": (303, 403, 404, 403, 403, 200),
    "POST offboarding.remove": (303, 403, 404, 403, 403, 303),
    "POST member_hours.remove_date": (303, 403, 404, 403, 403, 303),
    "POST member_hours.remove_time_off": (303, 403, 404, 403, 403, 303),
    "POST offboarding.restore": (303, 403, 404, 403, 403, 303),
    "GET member_hours.time_off": (303, 403, 404, 403, 403, 200),
    "POST member_hours.time_off": (303, 403, 404, 403, 403, 422),
    "GET offboarding.bookings": (303, 403, 404, 403, 403, 200),
    "POST offboarding.bookings": (303, 403, 404, 403, 403, 303),
    "GET venues.photos": (303, 403, 200, 403, 403, 200),
    "POST venues.add_photos": (303, 403, 422, 403, 403, 422),
    "POST venues.order_photos": (303, 403, 422, 403, 403, 422),
    "POST venues.make_cover": (303, 403, 404, 403, 403, 303),
    "GET venues.preview_photo": (303, 403, 404, 403, 403, 303),
    "GET venues.edit_photo": (303, 403, 404, 403, 403, 200),
    "POST venues.edit_photo": (303, 403, 404, 403, 403, 303),
    "POST venues.remove_photo": (303, 403, 404, 403, 403, 303),
    "POST venues.restore_photo": (303, 403, 404, 403, 403, 303),
    "GET slot_picker.combo": (200, 200, 200, 200, 200, 200),
    "GET slot_picker.repeat": (303, 303, 303, 303, 303, 303),
    "POST slot_picker.look_at_repeat": (303, 303, 303, 303, 303, 303),
    "POST cart.add_combo": (404, 404, 404, 404, 404, 404),
    "POST cart_series.add": (422, 422, 422, 422, 422, 422),
    "POST cart_series.remove": (404, 404, 404, 404, 404, 404),
    "GET slot_picker.party": (200, 200, 200, 200, 200, 200),
    "POST cart.add_party": (404, 404, 404, 404, 404, 404),
    "GET waitlist.index": (303, 403, 200, 403, 403, 200),
    "GET waitlist.new": (200, 200, 200, 200, 200, 200),
    "POST waitlist.add": (422, 422, 422, 422, 422, 422),
    "GET waitlist.old_show": (303, 404, 404, 404, 301, 404),
    "GET waitlist.show": (303, 404, 404, 404, 200, 404),
    "POST waitlist.decline": (303, 404, 404, 404, 303, 404),
    "POST waitlist.leave": (303, 404, 404, 404, 303, 404),
    "POST waitlist.rejoin": (303, 404, 404, 404, 303, 404),
}
ROLES = ("anonymous", "other_guest", "provider", "admin", "guest", "owner")
# Pages for developers, which production does not have.
APART = ("components.",)


@pytest.fixture(scope="module")
def world(one_transaction: Connection) -> World:
    return make_world()


@pytest.fixture
def db(one_transaction: Connection, world: World) -> Iterator[None]:
    """Undo what a test writes: all of them visit the same world."""
    with database.undone(one_transaction):
        yield


def walked(app: Flask) -> list[tuple[str, Rule]]:
    """Return ("METHOD endpoint", rule) for every route."""
    return [
        (f"{method} {rule.endpoint}", rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if not rule.endpoint.startswith(APART)
    ]


def address(app: Flask, world: World, rule: Rule) -> str:
    given = world.names_for(rule.endpoint)
    with app.test_request_context():
        return app.url_for(rule.endpoint, **{name: given[name] for name in rule.arguments})


def test_the_table_has_exactly_the_routes_of_the_application(app: Flask) -> None:
    there = {way for way, _ in walked(app)}
    assert sorted(there - TABLE.keys()) == [], "routes without a line in the table"
    assert sorted(TABLE.keys() - there) == [], "lines of the table without a route"


@pytest.mark.parametrize("way", TABLE)
@pytest.mark.usefixtures("client")
def test_each_role_gets_the_status_in_the_table(app: Flask, world: World, way: str) -> None:
    method = way.split(maxsplit=1)[0]
    path = address(app, world, dict(walked(app))[way])
    found = []
    for role in ROLES:
        client = app.test_client()
        if role in world.people:
            sign_in(client, world.people[role])
        response = client.open(path, method=method)
        found.append(response.status_code)
        is_embedded = way.startswith("GET embed.")
        assert ("frame-ancestors 'none'" in response.headers["Content-Security-Policy"]) != is_embedded, path
        if response.mimetype == "text/html" and response.status_code not in {301, 302, 303, 308}:
            page = Page(response.text)
            assert page.title.endswith("CozyWish"), f"{path} has no title"
            assert page.refused == [], f"{path} has what the policy refuses"
            assert len(page.ids) == len(set(page.ids)), f"{path} has an id twice: {page.ids}"
            assert first_load(response.data) < BUDGET, f"{path} is too large"
    assert tuple(found) == TABLE[way]


NONSENSE = ("no-such-thing", "CW-0000-0000", "0", "-1", "99999999999999999999", "%2e%2e", "a" * 300, "é", "'; --")


@pytest.mark.parametrize("way", [way for way in TABLE if way not in {"GET static"}])
@pytest.mark.usefixtures("client")
def test_routes_find_nothing_for_names_that_do_not_exist(app: Flask, world: World, way: str) -> None:
    method, rule = way.split(maxsplit=1)[0], dict(walked(app))[way]
    client = app.test_client()
    sign_in(client, world.people["provider"])
    for name in sorted(rule.arguments):
        for nonsense in NONSENSE:
            elsewhere = replace(world, special={rule.endpoint: {**world.names_for(rule.endpoint), name: nonsense}})
            path = address(app, elsewhere, rule)
            assert client.open(path, method=method).status_code in {403, 404, 405, 422}, path
