package dev.kagemusha.s3.form;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Writes forms as browsers do. */
final class FormText {
    static final String BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW";

    private final StringBuilder text = new StringBuilder();

    static FormText of(String... namesAndValues) {
        FormText form = new FormText();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.field(namesAndValues[i], namesAndValues[i + 1]);
        }
        return form;
    }

    FormText field(String name, String value) {
        text.append("--")
                .append(BOUNDARY)
                .append("\r\nContent-Disposition: form-data; name=\"")
                .append(name);
        text.append("\"\r\n\r\n").append(value).append("\r\n");
        return this;
    }

    FormText file(String fileName, String content) {
        text.append("--").append(BOUNDARY).append("\r\nContent-Disposition: form-data; name=\"file\"; filename=\"");
        text.append(fileName)
                .append("\"\r\nContent-Type: image/png\r\n\r\n")
                .append(content)
                .append("\r\n");
        return this;
    }

    String end() {
        return text + "--" + BOUNDARY + "--\r\n";
    }

    static RequestHead head(String contentType) {
        return new RequestHead(
                "POST",
                "/bucket",
                "",
                Headers.of("Content-Type", contentType),
                false,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }

    static UploadForm read(String body) throws IOException {
        return UploadForm.read(
                head("multipart/form-data; boundary=" + BOUNDARY),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** Gives so many bytes at a time. */
    static InputStream slowly(byte[] bytes, int atATime) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int count) {
                return super.read(target, offset, Math.min(count, atATime));
            }
        };
    }
}
