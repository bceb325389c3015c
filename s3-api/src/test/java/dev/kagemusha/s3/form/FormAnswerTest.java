package dev.kagemusha.s3.form;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

final class FormAnswerTest {
    private static Response answer(String... fields) {
        FormFields all = new FormFields();
        for (int i = 0; i < fields.length; i += 2) {
            all.add(fields[i], fields[i + 1]);
        }
        Response put = Response.of(
                200,
                Headers.of("ETag", "\"abc\"", "Content-Type", "x", "x-amz-server-side-encryption", "AES256"),
                Response.NO_BYTES);
        return FormAnswer.of(all, "http://localhost:4566/bucket/", "bucket", "dir/prä sident&.jpg", put);
    }

    private static String body(Response response) {
        return new String(((Response.Bytes) response.payload()).bytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"'', 204", "200, 200", "201, 201", "204, 204", "404, 204", "ok, 204"})
    void hasTheStatusThatTheFormAsksFor(String asked, int status) {
        Response answer = answer("success_action_status", asked);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().first("ETag")).isEqualTo("\"abc\"");
        assertThat(answer.headers().first("x-amz-server-side-encryption")).isEqualTo("AES256");
        assertThat(answer.headers().first("Location"))
                .isEqualTo("http://localhost:4566/bucket/dir%2Fpr%C3%A4%20sident%26.jpg");
        assertThat(body(answer).isEmpty()).isEqualTo(status != 201);
        assertThat(answer.headers().contains("Content-Type")).isEqualTo(status == 201);
    }

    @Test
    void describesWhatWasCreated() {
        assertThat(body(answer("success_action_status", "201"))).isEqualTo("""
                <?xml version="1.0" encoding="UTF-8"?>
                <PostResponse><Location>http://localhost:4566/bucket/dir%2Fpr%C3%A4%20sident%26.jpg</Location>\
                <Bucket>bucket</Bucket><Key>dir/prä sident&amp;.jpg</Key><ETag>"abc"</ETag></PostResponse>""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            success_action_redirect | http://page/            | http://page/?bucket=bucket&key=dir%2Fpr%C3%A4+sident%26.jpg&etag=%22abc%22
            success_action_redirect | https://page/a?x=y z    | https://page/a?x=y z&bucket=bucket&key=dir%2Fpr%C3%A4+sident%26.jpg&etag=%22abc%22
            redirect                | http://page             | http://page?bucket=bucket&key=dir%2Fpr%C3%A4+sident%26.jpg&etag=%22abc%22
            """)
    void sendsTheBrowserToAPage(String field, String page, String location) {
        Response answer = answer(field, page, "success_action_status", "201");

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.headers().first("Location")).isEqualTo(location);
        assertThat(body(answer)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/relative", "''", "not a url", "http:nohost"})
    void ignoresAPageThatHasNoPlace(String page) {
        assertThat(answer("success_action_redirect", page).status()).isEqualTo(204);
    }
}
