package dev.kagemusha.s3.service;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetSocketAddress;

import static org.assertj.core.api.Assertions.assertThat;

class S3AddressingTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            localhost:4566                                     | /                | -         | /
            localhost:4566                                     | /photos          | photos    | /
            localhost:4566                                     | /photos/         | photos    | /
            localhost:4566                                     | /photos/a/b      | photos    | /a/b
            localhost:4566                                     | /photos//b       | photos    | //b
            localhost:4566                                     | /ph%6ftos/a%20b  | photos    | /a%20b
            127.0.0.1:4566                                     | /photos/cat      | photos    | /cat
            [::1]:4566                                         | /photos/cat      | photos    | /cat
            kagemusha:4566                                     | /photos/cat      | photos    | /cat
            host.docker.internal:4566                          | /photos/cat      | photos    | /cat
            photos.localhost:4566                              | /cat             | photos    | /cat
            Photos.LOCALHOST                                   | /cat             | photos    | /cat
            my.photos.localhost                                | /                | my.photos | /
            s3.localhost:4566                                  | /photos/cat      | photos    | /cat
            photos.s3.localhost:4566                           | /cat             | photos    | /cat
            localhost.localstack.cloud:4566                    | /photos/cat      | photos    | /cat
            s3.localhost.localstack.cloud:4566                 | /photos/cat      | photos    | /cat
            photos.s3.localhost.localstack.cloud:4566          | /cat             | photos    | /cat
            photos.s3.eu-west-1.localhost.localstack.cloud     | /cat             | photos    | /cat
            s3.amazonaws.com                                   | /photos/cat      | photos    | /cat
            photos.s3-accelerate.amazonaws.com                 | /cat             | photos    | /cat
            photos.s3-accelerate.dualstack.amazonaws.com       | /cat             | photos    | /cat
            photos.s3.amazonaws.com                            | /cat             | photos    | /cat
            s3.eu-west-1.amazonaws.com                         | /photos/cat      | photos    | /cat
            s3-eu-west-1.amazonaws.com                         | /photos/cat      | photos    | /cat
            photos.s3.eu-west-1.amazonaws.com                  | /cat             | photos    | /cat
            photos.s3-eu-west-1.amazonaws.com                  | /cat             | photos    | /cat
            my.photos.s3.us-gov-west-1.amazonaws.com           | /                | my.photos | /
            photos.s3.dualstack.eu-west-1.amazonaws.com        | /cat             | photos    | /cat
            photos.s3-fips.us-east-1.amazonaws.com             | /cat             | photos    | /cat
            photos.s3.cn-north-1.amazonaws.com.cn              | /cat             | photos    | /cat
            pt-111122223333.localhost:4566                     | /cat             | pt-111122223333 | /cat
            pt-111122223333.s3-accesspoint.eu-west-1.amazonaws.com          | /cat | arn:aws:s3:eu-west-1:111122223333:accesspoint/pt | /cat
            my-pt-111122223333.s3-accesspoint-fips.dualstack.us-east-1.amazonaws.com | /cat | arn:aws:s3:us-east-1:111122223333:accesspoint/my-pt | /cat
            pt-111122223333.s3-accesspoint.us-gov-west-1.amazonaws.com      | /cat | arn:aws-us-gov:s3:us-gov-west-1:111122223333:accesspoint/pt | /cat
            pt-111122223333.accesspoint.vpce-0a1b-c2.s3.us-east-1.vpce.amazonaws.com | /cat | arn:aws:s3:us-east-1:111122223333:accesspoint/pt | /cat
            my.photos.bucket.vpce-0a1b-c2.s3.us-east-1.vpce.amazonaws.com   | /cat | my.photos | /cat
            """)
    void findsTheBucketInHostOrPath(String host, String path, String bucket, String rest) {
        RequestHead head = new RequestHead(
                "GET", path, "", Headers.of("Host", host), false, InetSocketAddress.createUnresolved("localhost", 1));
        Address address = new S3Addressing().address(head);
        assertThat(address.labels().get("Bucket")).isEqualTo(bucket);
        assertThat(address.path()).isEqualTo(rest);
    }
}
