package dev.kagemusha.benchmarks;

import software.amazon.awssdk.http.SdkHttpFullRequest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator {@code wrk}, fed with requests that were signed beforehand. */
final class Wrk {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");

    private Wrk() {}

    /** One measured load. */
    record Load(long requests, double perSecond) {}

    /** A request ready to be sent. */
    record Signed(SdkHttpFullRequest request, byte[] body) {}

    /** Sends the requests round-robin over 8 connections; any answer that is not 2xx is an error. */
    static Load run(int port, List<Signed> requests, int seconds) {
        try {
            Path script = Files.createTempFile("requests", ".lua");
            try {
                Files.writeString(script, script(requests), StandardCharsets.ISO_8859_1);
                Process process = new ProcessBuilder(
                                "wrk",
                                "-t1",
                                "-c8",
                                "-d" + seconds + "s",
                                "-s",
                                script.toString(),
                                "http://127.0.0.1:" + port)
                        .redirectErrorStream(true)
                        .start();
                String text;
                try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                    text = String.join("\n", out.lines().toList());
                }
                if (text.contains("Non-2xx") || text.contains("Socket errors")) {
                    throw new IllegalStateException(text);
                }
                return new Load(Long.parseLong(first(REQUESTS, text)), Double.parseDouble(first(RATE, text)));
            } finally {
                Files.delete(script);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("is wrk installed?", e);
        }
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException(text);
        }
        return matcher.group(1);
    }

    private static String script(List<Signed> requests) {
        StringBuilder lua = new StringBuilder("local r = {}\ninit = function(args)\n");
        int i = 0;
        for (Signed signed : requests) {
            StringBuilder head = new StringBuilder();
            signed.request().forEachHeader((name, values) -> {
                if (!name.equalsIgnoreCase("content-length")) {
                    head.append('[')
                            .append(quote(name))
                            .append("]=")
                            .append(quote(values.get(0)))
                            .append(',');
                }
            });
            String query =
                    signed.request().encodedQueryParameters().map(q -> "?" + q).orElse("");
            lua.append("r[")
                    .append(++i)
                    .append("] = wrk.format(")
                    .append(quote(signed.request().method().name()))
                    .append(", ")
                    .append(quote(signed.request().encodedPath() + query))
                    .append(", {")
                    .append(head)
                    .append("}, ")
                    .append(
                            signed.body().length == 0
                                    ? "nil"
                                    : quote(new String(signed.body(), StandardCharsets.ISO_8859_1)))
                    .append(")\n");
        }
        lua.append("end\nlocal n = 0\nrequest = function()\n  n = n % #r + 1\n  return r[n]\nend\n");
        return lua.toString();
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || c > '~') {
                quoted.append('\\').append(String.format("%03d", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
