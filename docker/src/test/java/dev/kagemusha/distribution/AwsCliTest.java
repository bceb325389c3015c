package dev.kagemusha.distribution;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/** What a user does first: the AWS CLI against all services. Skipped where the CLI is not installed. */
final class AwsCliTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    @TempDir
    static Path directory;

    private static String aws = "";

    @BeforeAll
    static void findTheCli() throws Exception {
        aws = Child.firstThatWorks(directory, List.of("/usr/bin/aws", "/usr/local/bin/aws", "aws"), "--version");
        assumeFalse(aws.isEmpty(), "the AWS CLI is not installed");
    }

    private static Child.Ended run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(aws, "--endpoint-url", "http://localhost:" + SERVER.port()));
        command.addAll(List.of(arguments));
        return Child.run(directory, command.toArray(String[]::new));
    }

    private static String ok(String... arguments) throws Exception {
        Child.Ended ended = run(arguments);
        assertThat(ended.exit()).as(ended.output()).isZero();
        return ended.output();
    }

    @Test
    void tellsWhoCalls() throws Exception {
        assertThat(ok("sts", "get-caller-identity", "--output", "text"))
                .contains("000000000000", "arn:aws:iam::000000000000:root");
    }

    @Test
    void keepsItems() throws Exception {
        ok(
                "dynamodb",
                "create-table",
                "--table-name",
                "cli",
                "--billing-mode",
                "PAY_PER_REQUEST",
                "--attribute-definitions",
                "AttributeName=pk,AttributeType=S",
                "--key-schema",
                "AttributeName=pk,KeyType=HASH");
        ok("dynamodb", "wait", "table-exists", "--table-name", "cli");
        ok("dynamodb", "put-item", "--table-name", "cli", "--item", "{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1.50\"}}");
        assertThat(ok("dynamodb", "get-item", "--table-name", "cli", "--key", "{\"pk\":{\"S\":\"a\"}}"))
                .contains("\"N\": \"1.5\"");

        Child.Ended refused = run(
                "dynamodb",
                "put-item",
                "--table-name",
                "cli",
                "--item",
                "{\"pk\":{\"S\":\"a\"}}",
                "--condition-expression",
                "attribute_not_exists(pk)");
        assertThat(refused.exit()).isEqualTo(254);
        assertThat(refused.output())
                .contains("An error occurred (ConditionalCheckFailedException) when calling the PutItem operation: "
                        + "The conditional request failed");
    }

    @Test
    void runsStatements() throws Exception {
        ok(
                "dynamodb",
                "create-table",
                "--table-name",
                "Music",
                "--billing-mode",
                "PAY_PER_REQUEST",
                "--attribute-definitions",
                "AttributeName=Artist,AttributeType=S",
                "--key-schema",
                "AttributeName=Artist,KeyType=HASH");
        ok("dynamodb", "wait", "table-exists", "--table-name", "Music");
        ok(
                "dynamodb",
                "execute-statement",
                "--statement",
                "INSERT INTO Music VALUE {'Artist':'Acme Band','Awards':?}",
                "--parameters",
                "[{\"N\":\"2\"}]");
        ok(
                "dynamodb",
                "execute-transaction",
                "--transact-statements",
                "[{\"Statement\":\"UPDATE Music SET Awards = Awards + 1 WHERE Artist = 'Acme Band'\"}]");
        assertThat(ok(
                        "dynamodb",
                        "execute-statement",
                        "--statement",
                        "SELECT Awards FROM \"Music\" WHERE Artist = 'Acme Band'"))
                .contains("\"N\": \"3\"");
        assertThat(run("dynamodb", "execute-statement", "--statement", "SLECT * FROM Music")
                        .output())
                .contains("An error occurred (ValidationException) when calling the ExecuteStatement operation: "
                        + "Statement wasn't well formed, can't be processed: Expected data manipulation");
    }

    @Test
    void copiesFilesInParts() throws Exception {
        byte[] content = new byte[20 << 20];
        new Random(7).nextBytes(content);
        Path up = Files.write(directory.resolve("up.bin"), content);
        Path down = directory.resolve("down.bin");

        ok("s3", "mb", "s3://cli-bucket");
        ok("s3", "cp", "--no-progress", up.toString(), "s3://cli-bucket/dir/big.bin");
        ok("s3", "cp", "--no-progress", "s3://cli-bucket/dir/big.bin", down.toString());

        assertThat(Files.mismatch(up, down)).isEqualTo(-1);
        // a part number in the ETag: it went up in parts
        assertThat(ok("s3api", "head-object", "--bucket", "cli-bucket", "--key", "dir/big.bin"))
                .containsPattern("\"ETag\": \"\\\\\"[0-9a-f]{32}-3\\\\\"\"")
                .contains("\"ContentLength\": 20971520");
        assertThat(ok("s3", "ls", "s3://cli-bucket/dir/")).contains("20971520 big.bin");
        ok("s3", "rb", "--force", "s3://cli-bucket");
        assertThat(run("s3", "ls", "s3://cli-bucket").output()).contains("(NoSuchBucket)");
    }

    /** The server is its own proxy, since names below localhost do not resolve everywhere. */
    private static String okByHost(String... arguments) throws Exception {
        String server = "http://localhost:" + SERVER.port();
        List<String> command = new ArrayList<>(List.of("env", "http_proxy=" + server, aws, "--endpoint-url", server));
        command.addAll(List.of(arguments));
        Child.Ended ended = Child.run(directory, command.toArray(String[]::new));
        assertThat(ended.exit()).as(ended.output()).isZero();
        return ended.output();
    }

    @Test
    void goesThroughAccessPoints() throws Exception {
        String account = "000000000000";
        String point = "s3://arn:aws:s3:us-east-1:" + account + ":accesspoint/cli-door/";
        okByHost("s3", "mb", "s3://cli-behind");
        okByHost(
                "s3control",
                "create-access-point",
                "--account-id",
                account,
                "--name",
                "cli-door",
                "--bucket",
                "cli-behind");
        assertThat(okByHost("s3control", "get-access-point", "--account-id", account, "--name", "cli-door"))
                .contains("\"NetworkOrigin\": \"Internet\"", "-s3alias\"");
        Path file = Files.writeString(directory.resolve("door.txt"), "through a door");
        okByHost("s3", "cp", file.toString(), point + "door.txt");
        assertThat(okByHost("s3", "ls", point)).contains("14 door.txt");
        okByHost("s3", "cp", point + "door.txt", directory.resolve("back.txt").toString());
        assertThat(directory.resolve("back.txt")).hasContent("through a door");
        okByHost("s3", "rm", point + "door.txt");
    }

    @Test
    void measuresAndWatches() throws Exception {
        ok("cloudwatch", "put-metric-data", "--namespace", "cli", "--metric-name", "m", "--value", "42");
        assertThat(ok("cloudwatch", "list-metrics", "--namespace", "cli", "--output", "text"))
                .contains("METRICS\tm\tcli");
        ok(
                "cloudwatch",
                "put-metric-alarm",
                "--alarm-name",
                "cli",
                "--namespace",
                "cli",
                "--metric-name",
                "m",
                "--statistic",
                "Maximum",
                "--period",
                "60",
                "--evaluation-periods",
                "1",
                "--threshold",
                "41",
                "--comparison-operator",
                "GreaterThanThreshold");
        SERVER.advance(Duration.ofMinutes(1));
        assertThat(ok("cloudwatch", "describe-alarms", "--alarm-names", "cli"))
                .contains("\"StateValue\": \"ALARM\"", "Threshold Crossed: 1 datapoint [42.0 (");
    }
}
