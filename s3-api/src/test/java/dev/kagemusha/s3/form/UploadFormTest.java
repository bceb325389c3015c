package dev.kagemusha.s3.form;

import dev.kagemusha.auth.SignedText;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.s3.S3Error;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

final class UploadFormTest {
    private static final String[] SIGNED = {
        "key",
        "k",
        "X-Amz-Algorithm",
        "AWS4-HMAC-SHA256",
        "X-Amz-Credential",
        "id/d/r/s3/aws4_request",
        "X-Amz-Date",
        "t",
        "Policy",
        "e30=",
        "X-Amz-Signature",
        "f00"
    };

    private static UploadForm form(String... fields) throws IOException {
        return FormText.read(FormText.of(fields).file("a.png", "content").end());
    }

    private static InputStream file(long least, long most) throws IOException {
        return form("key", "k").file(new PostPolicy.Range(least, most));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "multipart/mixed; boundary=a", ""})
    void needsAForm(String type) {
        assertRefused(
                () -> UploadForm.read(FormText.head(type), InputStream.nullInputStream()),
                "PreconditionFailed",
                412,
                "At least one of the pre-conditions you specified did not hold");
    }

    @Test
    void needsABoundary() {
        assertRefused(
                () -> UploadForm.read(FormText.head("multipart/form-data"), InputStream.nullInputStream()),
                "MalformedPOSTRequest",
                400);
    }

    @Test
    void needsAKey() {
        assertRefused(
                () -> form("acl", "private"),
                "InvalidArgument",
                400,
                "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the"
                        + " fields.");
    }

    @ParameterizedTest
    @CsvSource({
        "a.png, user/${filename}, user/a.png",
        "dir/b.png, ${filename}, b.png",
        "C:\\dir\\c.png, ${filename}-${filename}, c.png-c.png",
        "'', user/${filename}, user/"
    })
    void putsTheFilesNameIntoTheKey(String fileName, String key, String expected) throws IOException {
        assertThat(FormText.read(FormText.of("key", key).file(fileName, "x").end())
                        .key())
                .isEqualTo(expected);
    }

    @Test
    void keepsTheWordForTheNameOfAFileThatHasNone() throws IOException {
        String body = FormText.of("key", "${filename}").file("", "x").end().replace("; filename=\"\"", "");

        assertThat(FormText.read(body).key()).isEqualTo("${filename}");
    }

    @Test
    void knowsWhatWasSigned() throws IOException {
        SignedText signed = Objects.requireNonNull(form(SIGNED).signature());

        assertThat(signed.text()).isEqualTo("e30=");
        assertThat(signed.signature()).isEqualTo("f00");
        assertThat(signed.token()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 6, 8, 10})
    void namesTheFieldThatASignatureLacks(int missing) {
        String[] fields = SIGNED.clone();
        String name = fields[missing];
        fields[missing] = "x-ignore-";

        assertRefused(
                () -> form(fields).signature(),
                "InvalidArgument",
                400,
                "Bucket POST must contain a field named '" + name
                        + "'.  If it is specified, please check the order of the fields.");
    }

    @Test
    void takesAPolicyThatNobodySignedForNoSignature() throws IOException {
        assertThat(form("key", "k", "policy", "e30=").signature()).isNull();
    }

    @Test
    void refusesSignatureVersionTwo() {
        assertRefused(
                () -> form("key", "k", "AWSAccessKeyId", "a", "policy", "p", "signature", "s")
                        .signature(),
                "InvalidRequest",
                400,
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
    }

    @Test
    void isAnUploadWithHeaders() throws IOException {
        RequestHead put = form(
                        "key", "k",
                        "acl", "private",
                        "CONTENT-TYPE", "image/png",
                        "x-amz-meta-Size", "€ 5",
                        "Content-Disposition", "inline; filename=\"€\"",
                        "x-amz-storage-class", "STANDARD_IA",
                        "x-amz-copy-source", "/bucket/other",
                        "x-amz-date", "d",
                        "Submit", "Upload",
                        "tagging",
                                "<Tagging><TagSet><Tag><Key>a b</Key><Value>c&amp;d</Value></Tag></TagSet></Tagging>")
                .put(FormText.head("multipart/form-data"), new TagsField());

        assertThat(put.method()).isEqualTo("PUT");
        assertThat(put.headers().toString())
                .isEqualTo("[x-amz-acl, Content-Type, x-amz-meta-size, Content-Disposition, x-amz-storage-class,"
                        + " x-amz-tagging, :form]");
        assertThat(put.headers().first("x-amz-tagging")).isEqualTo("a+b=c%26d");
        assertThat(put.headers().first("x-amz-meta-size")).isEqualTo("€ 5");
        assertThat(new String(
                        put.headers().firstOr("content-disposition", "").getBytes(StandardCharsets.ISO_8859_1),
                        StandardCharsets.UTF_8))
                .isEqualTo("inline; filename=\"€\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <InvalidXmlTagging></InvalidXmlTagging> | `` |
            not-xml                                 |    | MalformedXML
            <Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging> | | MalformedXML
            """)
    void readsTags(String document, @Nullable String header, @Nullable String code) {
        if (code == null) {
            assertThat(new TagsField().header(document)).isEqualTo(header);
        } else {
            assertRefused(() -> new TagsField().header(document), code, 400);
        }
    }

    @Test
    void refusesAFieldThatCannotBeAHeader() {
        assertRefused(
                () -> form("key", "k", "x-amz-meta-a b", "v").put(FormText.head(""), new TagsField()),
                "MalformedPOSTRequest",
                400);
    }

    @Test
    void letsFilesOfTheRightLengthPass() throws IOException {
        assertThat(new String(file(7, 7).readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("content");
    }

    @Test
    void saysHowLongAFileOfTheWrongLengthWas() {
        S3Error tooLong = (S3Error) assertRefused(
                () -> file(0, 6).readAllBytes(),
                "EntityTooLarge",
                400,
                "Your proposed upload exceeds the maximum allowed size");
        S3Error tooShort = (S3Error) assertRefused(
                () -> file(8, 9).readAllBytes(),
                "EntityTooSmall",
                400,
                "Your proposed upload is smaller than the minimum allowed size");

        assertThat(tooLong.elements().toString()).isEqualTo("{ProposedSize=7, MaxSizeAllowed=6}");
        assertThat(tooShort.elements().toString()).isEqualTo("{ProposedSize=7, MinSizeAllowed=8}");
    }
}
