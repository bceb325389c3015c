package dev.kagemusha.benchmarks;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Puts many small objects: an S3 client of the SDK would take longer to say so than the server to do it. */
final class Filler {
    private static final int CONNECTIONS = 4;
    private static final int PIPELINED = 32;
    private static final byte[] BODY = new byte[16];

    private final int port;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsBasicCredentials credentials = AwsBasicCredentials.create("test", "test");

    Filler(int port) {
        this.port = port;
    }

    /** Objects of 16 bytes under the paths (of bucket and key) that {@code paths} gives for {@code from} to {@code to - 1}. */
    void fill(int from, int to, IntFunction<String> paths) {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> problems = new ArrayList<>();
        for (int c = 0; c < CONNECTIONS; c++) {
            int first = from + c;
            threads.add(Thread.ofPlatform()
                    .uncaughtExceptionHandler((thread, problem) -> {
                        synchronized (problems) {
                            problems.add(problem);
                        }
                    })
                    .start(() -> one(first, to, paths)));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException(problems.get(0));
        }
    }

    private void one(int first, int to, IntFunction<String> paths) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 64 << 10);
                DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()))) {
            int waiting = 0;
            for (int n = first; n < to; n += CONNECTIONS) {
                write(out, signed(paths.apply(n)));
                if (++waiting == PIPELINED) {
                    waiting = answers(out, in, waiting);
                }
            }
            answers(out, in, waiting);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SdkHttpRequest signed(String path) {
        SdkHttpFullRequest request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.PUT)
                .uri(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return signer.sign(r -> r.identity(credentials)
                        .request(request)
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false))
                .request();
    }

    private static void write(OutputStream out, SdkHttpRequest request) throws IOException {
        StringBuilder head =
                new StringBuilder("PUT ").append(request.encodedPath()).append(" HTTP/1.1\r\n");
        request.forEachHeader((name, values) -> {
            if (!name.equalsIgnoreCase("content-length")) {
                head.append(name).append(": ").append(values.get(0)).append("\r\n");
            }
        });
        head.append("content-length: ").append(BODY.length).append("\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(BODY);
    }

    private static int answers(OutputStream out, DataInputStream in, int waiting) throws IOException {
        out.flush();
        for (int i = 0; i < waiting; i++) {
            String status = line(in);
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new IOException(status);
            }
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                if (header.regionMatches(true, 0, "content-length: ", 0, 16) && !header.endsWith(" 0")) {
                    throw new IOException("a body was not expected");
                }
            }
        }
        return 0;
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
