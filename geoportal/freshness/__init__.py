"""How new each part of each region is: `/kebaruan/` for everybody, `/kelola/` for those who keep it."""
