"""What people tell about themselves: their profile, what venues see of it, and an owner's public profile."""
