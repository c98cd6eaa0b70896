# The gateway as a container: nothing is downloaded at run time, nothing runs as root.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY requirements/ requirements/
RUN python -m venv /opt/dlp \
 && /opt/dlp/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements/run.txt \
 && /opt/dlp/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt
COPY . .
RUN /opt/dlp/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
# reads text in pictures; more languages: tesseract-ocr-deu, tesseract-ocr-fra, ...
RUN apt-get update \
 && apt-get install -y --no-install-recommends libtesseract5 tesseract-ocr-eng \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --home-dir /var/lib/dlp dlp
COPY --from=build /opt/dlp /opt/dlp
USER dlp
WORKDIR /var/lib/dlp
VOLUME /var/lib/dlp
EXPOSE 2525 9109
HEALTHCHECK CMD ["/opt/dlp/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:9109/readyz')"]
ENTRYPOINT ["/opt/dlp/bin/dlp"]
CMD ["serve", "--config", "/var/lib/dlp/dlp.yaml"]
