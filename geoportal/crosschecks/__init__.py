"""What two sources say of the same thing, side by side: `/periksa-silang/` for everybody, `/kelola/` for those who keep it."""
