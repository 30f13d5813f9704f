# syntax=docker/dockerfile:1
# The image of the web server; the worker is the same image with another command (see compose.yaml).

FROM node:22-bookworm-slim AS front
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY scripts/build_assets.mjs scripts/
COPY static/src static/src
RUN node scripts/build_assets.mjs

# For developers: everything that `make run` and `make test` use. .devcontainer builds this stage; the image doesn't include it.
FROM python:3.11-slim-trixie AS dev
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        chromium fonts-liberation git golang-go make maven nodejs npm openjdk-21-jdk-headless procps \
    && rm -rf /var/lib/apt/lists/*

# The Python version that requirements.txt was compiled for, so its markers select the same packages.
FROM python:3.11-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY scripts/uv.txt requirements.txt ./
RUN pip install --require-hashes -r uv.txt && uv venv /venv
# Wheels only, so the image needs no compiler.
RUN uv pip sync --no-cache --python /venv/bin/python --require-hashes --only-binary=:all: requirements.txt

FROM python:3.11-slim-bookworm
RUN groupadd --system --gid 10001 cozywish \
    && useradd --system --uid 10001 --gid cozywish --no-create-home cozywish \
    && install --directory --owner=cozywish --group=cozywish /data/photos
WORKDIR /srv/cozywish
COPY --from=packages /venv /venv
COPY wsgi.py config.py gunicorn.conf.py ./
COPY migrations migrations
COPY search search
COPY templates templates
COPY app app
COPY --from=front /build/static/dist static/dist
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BIND=0.0.0.0:8000 \
    COZYWISH_ENV=production \
    PHOTOS_DIR=/data/photos
# The run-time user can't write bytecode, so compile it now.
RUN python -m compileall -q app search config.py wsgi.py
# By number, because Kubernetes can verify "not root" only for numeric users.
USER 10001:10001
VOLUME /data
EXPOSE 8000
# Not /readyz: it fails while the worker is down, which restarting the web server doesn't fix.
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["gunicorn", "wsgi:app"]
