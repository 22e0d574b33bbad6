# syntax=docker/dockerfile:1

# docker build --build-arg VERSION=1.2.3 --build-arg REVISION="$(git rev-parse HEAD)" -t shopclerk:1.2.3 .
# docker run -p 127.0.0.1:8080:8080 -v shopclerk:/var/lib/shopclerk/data shopclerk:1.2.3

# The tag follows the go line of go.mod: the image builds with its own toolchain and refuses a newer line.
# The builder runs on the machine's own platform and cross-compiles, so no emulator is needed for arm64.
FROM --platform=$BUILDPLATFORM golang:1.26.8-bookworm AS build
WORKDIR /src

COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download

COPY . .
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=dev
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/shopclerk ./cmd/shopclerk

# The final image has no shell to do this in.
RUN install -d -m 0750 /state/shopclerk /state/shopclerk/data

# distroless/static rather than scratch: it brings the CA certificates that feeds are called with, /tmp and a passwd
# entry, and a rebuild renews them. There is no shell in it, nor anything else to run but shopclerk.
FROM gcr.io/distroless/static-debian12:nonroot

COPY --from=build /out/shopclerk /shopclerk
# 65532 is the image's nonroot; in numbers so that runAsNonRoot can be checked from outside.
COPY --from=build --chown=65532:65532 /state/ /var/lib/

# A container's loopback is out of reach for everyone else. Metrics are for the scraper on the container's own
# network: 9090 is not exposed, so that `docker run -P` does not publish it. On `--network host` set it to 127.0.0.1:9090.
ENV SHOPCLERK_LISTEN=0.0.0.0:8080 \
    SHOPCLERK_METRICS_LISTEN=0.0.0.0:9090

USER 65532:65532
# Without a config file, serve makes ./data here and keeps what it generates in data/shopclerk.yaml.
WORKDIR /var/lib/shopclerk
VOLUME /var/lib/shopclerk/data
EXPOSE 8080

# Liveness only: a container must not be restarted because its database is away (that is /readyz).
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["/shopclerk", "doctor", "--health"]

ENTRYPOINT ["/shopclerk"]
CMD ["serve"]

# Last, so that a new version does not rebuild the layers above.
ARG VERSION=dev
ARG REVISION=""
LABEL org.opencontainers.image.title="shopclerk" \
      org.opencontainers.image.description="Answers the JoinChat and Bothub webhooks of a shop about its products, orders and parcels" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="gcr.io/distroless/static-debian12:nonroot"
