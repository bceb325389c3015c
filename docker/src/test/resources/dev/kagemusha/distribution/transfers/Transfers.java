import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.transfer.s3.S3TransferManager;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A file up and down again by the transfer manager, over the Java client and over the CRT's, with each kind of checksum. Arguments:
 * endpoint, bucket, file. The bucket is there.
 */
final class Transfers {
    private static final long PART = 16L << 20;

    private final URI endpoint;
    private final String bucket;
    private final Path file;

    private Transfers(URI endpoint, String bucket, Path file) {
        this.endpoint = endpoint;
        this.bucket = bucket;
        this.file = file;
    }

    public static void main(String[] arguments) throws IOException {
        Transfers transfers = new Transfers(URI.create(arguments[0]), arguments[1], Path.of(arguments[2]));
        try (S3AsyncClient java = transfers.java()) {
            transfers.upAndDown("java", java, null);
            transfers.upAndDown("java-sha256", java, ChecksumAlgorithm.SHA256);
        }
        try (S3AsyncClient crt = transfers.crt()) {
            transfers.upAndDown("crt", crt, null);
            transfers.upAndDown("crt-crc32c", crt, ChecksumAlgorithm.CRC32_C);
        }
        System.exit(0);
    }

    private static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
    }

    private S3AsyncClient java() {
        return S3AsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .forcePathStyle(true)
                .multipartEnabled(true)
                // All parts are asked for at once; on a busy machine the last ones wait for a connection.
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .maxConcurrency(8)
                        .connectionAcquisitionTimeout(Duration.ofMinutes(10)))
                .multipartConfiguration(m -> m.minimumPartSizeInBytes(PART).apiCallBufferSizeInBytes(8 * PART))
                .build();
    }

    private S3AsyncClient crt() {
        return S3AsyncClient.crtBuilder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .forcePathStyle(true)
                .minimumPartSizeInBytes(PART)
                .maxConcurrency(8)
                .build();
    }

    private void upAndDown(String name, S3AsyncClient s3, ChecksumAlgorithm algorithm) throws IOException {
        Path back = file.resolveSibling(name + ".back");
        long begun = System.nanoTime();
        try (S3TransferManager manager = S3TransferManager.builder().s3Client(s3).build()) {
            manager.uploadFile(u -> u.source(file)
                            .putObjectRequest(p -> p.bucket(bucket).key(name).checksumAlgorithm(algorithm)))
                    .completionFuture()
                    .join();
            long up = System.nanoTime();
            manager.downloadFile(d -> d.destination(back).getObjectRequest(g -> g.bucket(bucket).key(name)))
                    .completionFuture()
                    .join();
            System.out.printf("%s: up %d ms, down %d ms%n", name, millis(begun, up), millis(up, System.nanoTime()));
        }
        HeadObjectResponse head = s3.headObject(
                        h -> h.bucket(bucket).key(name).checksumMode(ChecksumMode.ENABLED))
                .join();
        String checksum = head.checksumSHA256() != null
                ? "SHA256"
                : head.checksumCRC32C() != null ? "CRC32C" : head.checksumCRC32() != null ? "CRC32" : "none";
        System.out.println((Files.mismatch(file, back) == -1 ? "same " : "other ") + name + " " + checksum
                + (head.eTag().contains("-") ? " parts" : " whole"));
        Files.delete(back);
    }

    private static long millis(long from, long to) {
        return (to - from) / 1_000_000;
    }
}
