# The portal's commands. Each is one line here and lives in scripts/; `make` alone lists them.
# Variables may stand after the target: make run PORT=9000 BOUNDARIES=/path/batas.zip

.DEFAULT_GOAL := help
.PHONY: help run stop test check format bench backup restore clean lock
MAKEFLAGS += --no-print-directory

help:  ## Daftar perintah ini
	@scripts/portal help

run:  ## Siapkan semuanya dan jalankan portal (PORT=8000 BIND=127.0.0.1 PUBLIC_URL= BOUNDARIES=berkas.zip)
	@scripts/portal run

stop:  ## Hentikan portal yang berjalan di jendela lain
	@scripts/portal stop

test:  ## Siapkan semuanya, lalu make check dan semua uji (ARGS="-k nama" untuk sebagian)
	@scripts/portal test

check:  ## Format, lint, tipe, arah impor, migrasi, setelan produksi, templat
	@scripts/portal check

format:  ## Rapikan kode dan templat
	@scripts/portal format

bench:  ## Ukur yang diberikan portal di samping PostgreSQL saja (PEERS=1: juga server lain)
	@scripts/portal bench

backup:  ## Simpan basis data dan berkas unggahan dalam satu tar (FILE=tujuan.tar)
	@scripts/portal backup

restore:  ## Kembalikan FILE=cadangan.tar (FORCE=1 menggantikan data yang ada)
	@scripts/portal restore

clean:  ## Hapus var/ dan pustaka Python; cadangan di var/backups tetap
	@scripts/portal clean

lock:  ## Kunci ulang versi pustaka di requirements/ (perlu jaringan)
	@scripts/portal lock
