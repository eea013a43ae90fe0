# The server in a container. Linted, not built: docs/container.md.
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE constraints.txt ./
COPY src src
RUN python -m venv /opt/optinsim \
 && /opt/optinsim/bin/pip install --no-cache-dir --constraint constraints.txt '.[server]'

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin optinsim
COPY --from=build /opt/optinsim /opt/optinsim
COPY docs/examples/shop/account.yaml /accounts/account.yaml
ENV PATH=/opt/optinsim/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1
WORKDIR /accounts
USER 10001
EXPOSE 8000
# Any answer below 500 will do: a request without the token is refused by a server that is well.
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["python", "-c", "import http.client as http; c = http.HTTPConnection('127.0.0.1', 8000, timeout=2); c.request('GET', '/_sim/'); raise SystemExit(c.getresponse().status >= 500)"]
ENTRYPOINT ["optinsim"]
# Other machines can reach it, so it wants a token in OPTINSIM_TOKEN.
CMD ["serve", "--host", "0.0.0.0", "--port", "8000", "--memory", "account.yaml"]
