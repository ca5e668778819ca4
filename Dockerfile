# The terminal command in a container: docker run --rm --volume "$PWD:/work" IMAGE check deploy
FROM node:20-slim AS build
WORKDIR /src
COPY . .
RUN npm ci
RUN npm pack

FROM node:20-slim
COPY --from=build /src/vsftpd-lens-*.tgz /tmp/
RUN npm install --global /tmp/vsftpd-lens-*.tgz && rm /tmp/vsftpd-lens-*.tgz
USER node
WORKDIR /work
ENTRYPOINT ["vsftpd-lens"]
