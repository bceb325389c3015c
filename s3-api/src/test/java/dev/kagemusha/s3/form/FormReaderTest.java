package dev.kagemusha.s3.form;

import dev.kagemusha.testing.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

final class FormReaderTest {
    private static FormReader reader(String body) {
        return new FormReader(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), FormText.BOUNDARY);
    }

    private static String file(FormReader reader) throws IOException {
        return new String(reader.file().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void readsFieldsThenTheFile() throws IOException {
        FormReader reader = reader(FormText.of("Key", "ü/€.txt", "acl", "")
                .file("a.png", "line\r\n--not a boundary\r\n")
                .field("Submit", "Upload")
                .end());

        FormFields fields = reader.fields();

        assertThat(fields.get("key")).isEqualTo("ü/€.txt");
        assertThat(fields.get("acl")).isEmpty();
        assertThat(fields.get("submit")).isNull();
        assertThat(reader.fileName()).isEqualTo("a.png");
        assertThat(file(reader)).isEqualTo("line\r\n--not a boundary\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 44, 45, 1000})
    void readsTheSameHoweverSmallThePiecesAre(int atATime) throws IOException {
        String body = FormText.of("key", "a", "empty", "", "x-amz-meta-a", "b\r\nc")
                .file("f", "\r\n--" + FormText.BOUNDARY.substring(1) + "\r\n\r")
                .end();
        FormReader reader =
                new FormReader(FormText.slowly(body.getBytes(StandardCharsets.UTF_8), atATime), FormText.BOUNDARY);

        FormFields fields = reader.fields();

        assertThat(fields.all()).extracting(FormFields.Field::value).containsExactly("a", "", "b\r\nc");
        assertThat(file(reader)).isEqualTo("\r\n--" + FormText.BOUNDARY.substring(1) + "\r\n\r");
    }

    @Test
    void readsRandomBytesAsTheyAre() throws IOException {
        Random random = new Random(Seed.next());
        for (int round = 0; round < 20; round++) {
            byte[] content = new byte[random.nextInt(300_000)];
            for (int i = 0; i < content.length; i++) {
                content[i] = (byte) "\r\n--Bx".charAt(random.nextInt(6)); // much that begins like a boundary
            }
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(
                    "--BBB\r\nContent-Disposition: form-data; name=file\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            body.writeBytes(content);
            body.writeBytes("\r\n--BBB--".getBytes(StandardCharsets.UTF_8));
            String text = new String(content, StandardCharsets.ISO_8859_1);
            int cut = text.indexOf("\r\n--BBB");
            byte[] expected = cut < 0 ? content : java.util.Arrays.copyOf(content, cut);

            FormReader reader = new FormReader(FormText.slowly(body.toByteArray(), 1 + random.nextInt(70_000)), "BBB");
            reader.fields();

            assertThat(reader.file().readAllBytes()).isEqualTo(expected);
        }
    }

    @Test
    void ignoresWhatStandsBeforeTheFirstBoundary() throws IOException {
        FormReader reader = reader(
                "This is a form.\r\n" + FormText.of("key", "k").file("f", "x").end());

        assertThat(reader.fields().get("key")).isEqualTo("k");
        assertThat(file(reader)).isEqualTo("x");
    }

    @Test
    void takesAPartWithoutABodyForEmpty() throws IOException {
        String b = "--" + FormText.BOUNDARY + "\r\n";
        FormReader reader = reader(b + "Content-Disposition: form-data; name=\"acl\"\r\n\r\n" + b
                + "Content-Disposition: form-data; name=\"file\"\r\n\r\n\r\n--" + FormText.BOUNDARY + "--");

        assertThat(reader.fields().get("acl")).isEmpty();
        assertThat(reader.fileName()).isNull();
        assertThat(file(reader)).isEmpty();
    }

    @Test
    void ignoresPartsThatAreNoFormData() throws IOException {
        String b = "--" + FormText.BOUNDARY + "\r\n";
        FormReader reader =
                reader(b + "Content-Disposition: file; name=\"file\"\r\n\r\nno\r\n" + b + "X: y\r\n\r\nno\r\n"
                        + FormText.of("key", "k").file("f", "yes").end());

        assertThat(reader.fields().all()).extracting(FormFields.Field::name).containsExactly("key");
        assertThat(file(reader)).isEqualTo("yes");
    }

    @Test
    void needsAFile() {
        assertRefused(
                () -> reader(FormText.of("key", "k").end()).fields(),
                "InvalidArgument",
                400,
                "POST requires exactly one file upload per request.");
    }

    @Test
    void limitsFieldsToTwentyKilobytes() throws IOException {
        String most = "v".repeat(FormReader.FIELDS_LIMIT - 1);
        assertThat(reader(FormText.of("k", most).file("f", "x").end()).fields().get("k"))
                .isEqualTo(most);

        assertRefused(
                () -> reader(FormText.of("k", most + "v").file("f", "x").end()).fields(),
                "MaxPostPreDataLengthExceeded",
                400,
                "Your POST request fields preceeding the upload file was too large.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "key=value",
                "--other\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--other--",
                "------WebKitFormBoundary7MA4YWxkTrZu0gWabc\r\n\r\n",
                "------WebKitFormBoundary7MA4YWxkTrZu0gW\r\nno header\r\n\r\nx\r\n",
                "------WebKitFormBoundary7MA4YWxkTrZu0gW\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\ncut off"
            })
    void refusesWhatIsNoForm(String body) {
        assertRefused(
                () -> reader(body).fields(),
                "MalformedPOSTRequest",
                400,
                "The body of your POST request is not well-formed multipart/form-data.");
    }

    @Test
    void refusesAFileThatIsCutOff() throws IOException {
        String whole = FormText.of("key", "k").file("f", "x".repeat(100_000)).end();
        FormReader reader = reader(whole.substring(0, whole.length() - 8));
        reader.fields();
        InputStream file = reader.file();

        assertRefused(file::readAllBytes, "MalformedPOSTRequest", 400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            multipart/form-data; boundary=abc                 | abc
            multipart/form-data; charset=utf-8; Boundary="a b" | a b
            multipart/form-data;boundary=abc;x=y              | abc
            multipart/form-data; x="boundary=no"; boundary=yes | yes
            multipart/form-data                               |
            multipart/form-data; boundary=                    |
            """)
    void findsTheBoundary(String type, @org.jspecify.annotations.Nullable String boundary) {
        assertThat(FormReader.boundary(type)).isEqualTo(boundary);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            form-data; name="file"; filename="a;b.txt"     | a;b.txt
            form-data; name="file"; filename="a\\"b.txt"   | a"b.txt
            form-data; name="file"; filename="C:\\dir\\a.txt" | C:\\dir\\a.txt
            form-data; filename=plain.txt; name=file       | plain.txt
            form-data; name="filename"                     |
            form-data; filename*=UTF-8''x; name="file"     |
            """)
    void findsTheFileName(String disposition, @org.jspecify.annotations.Nullable String name) {
        assertThat(HeaderValue.parameter(disposition, "filename")).isEqualTo(name);
    }
}
