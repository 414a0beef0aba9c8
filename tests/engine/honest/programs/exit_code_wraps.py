raise SystemExit(256 + 44)
