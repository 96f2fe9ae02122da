# Two stages: what builds stays behind, what runs is a slim Python with the locked packages and the bot, as a user who
# owns nothing but /data. Build: docker build -t commonplace .
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /source
COPY requirements.lock requirements-dev.lock ./
RUN python -m venv /app && /app/bin/pip install --require-hashes -r requirements.lock
# The driver of PostgreSQL, as the tests have it locked.
RUN awk '/^psycopg/ { on = 1 } on { print } on && !/\\$/ { on = 0 }' requirements-dev.lock > postgres.lock \
    && /app/bin/pip install --require-hashes --no-deps -r postgres.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY commands commands
COPY storage storage
COPY adapters adapters
# Without build isolation, because isolation would fetch a build tool that no hash vouches for.
RUN /app/bin/pip install --no-deps --no-build-isolation .

FROM python:3.13-slim
COPY --from=build /app /app
RUN groupadd --system --gid 8420 commonplace \
    && useradd --system --uid 8420 --gid 8420 --home-dir /data --create-home commonplace
USER 8420:8420
WORKDIR /data
VOLUME /data
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8420
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8420/healthz', timeout=4)"]
# The bot ends within 5 seconds of SIGTERM; docker waits 10.
STOPSIGNAL SIGTERM
ENTRYPOINT ["commonplace"]
CMD ["run"]
