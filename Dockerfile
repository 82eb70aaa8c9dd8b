# The collector with its dashboard, its tag and the `scout` command. Build it with docker or podman.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN node scripts/run.mjs bundle

# What runs is Node, the libraries that it is linked to, and the built files: no shell, no package manager.
RUN mkdir -p /image/data /image/etc /image/tmp /image/app/packages/collector /image/app/packages/sdk /image/app/packages/dashboard \
 && chown 10001:10001 /image/data && chmod 700 /image/data && chmod 1777 /image/tmp \
 && echo 'scout:x:10001:10001::/data:/sbin/nologin' > /image/etc/passwd \
 && echo 'hosts: files dns' > /image/etc/nsswitch.conf \
 && cp -L --parents /usr/local/bin/node $(ldd /usr/local/bin/node | grep -o '/lib[^ ]*') /image \
 && cp -r packages/collector/dist /image/app/packages/collector/ \
 && cp -r packages/sdk/dist /image/app/packages/sdk/ \
 && cp -r packages/dashboard/dist /image/app/packages/dashboard/ \
 && sed -i '1s|.*|#!/usr/local/bin/node|' /image/app/packages/collector/dist/scout.mjs \
 && chmod 755 /image/app/packages/collector/dist/scout.mjs \
 && ln -s /app/packages/collector/dist/scout.mjs /image/usr/local/bin/scout

FROM scratch
COPY --from=build /image /
ENV PATH=/usr/local/bin NODE_ENV=production DATA_DIR=/data
USER 10001:10001
VOLUME /data
EXPOSE 8787
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8787}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "/app/packages/collector/dist/collector.mjs"]
