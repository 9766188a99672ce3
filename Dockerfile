# The portal for docker-compose.yml: the same install and start scripts as `make run`, without its private cluster.
FROM python:3.13-slim-trixie

# pg_dump and pg_restore for backups; Pango and a font for PDF sheets. GDAL, GEOS and PROJ are in the wheels.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --user-group --no-create-home --home-dir /nonexistent geoportal \
    && install -d -o geoportal -g geoportal -m 0750 /data

WORKDIR /srv/geoportal

# The libraries change less often than the code, so they are a layer of their own.
COPY requirements requirements
COPY scripts scripts
RUN scripts/portal install && rm -rf var

COPY . .
RUN SECRET_KEY=only-while-building .venv/bin/python manage.py messages compile

USER geoportal
ENV DATA_DIR=/data BIND=0.0.0.0 PORT=8000
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s \
    CMD ["scripts/portal", "healthy"]
ENTRYPOINT ["scripts/portal"]
CMD ["web"]
