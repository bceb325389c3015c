package dev.kagemusha.s3.notification;

import dev.kagemusha.protocol.rest.RestXml;
import dev.kagemusha.s3.event.Happening;
import dev.kagemusha.s3.event.ObjectEvent;
import dev.kagemusha.s3.event.Origin;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MessagesTest {
    private static final Messages MESSAGES = new Messages("aws", "eu-west-1", "b", "111122223333", "OWNER");
    private static final Origin ORIGIN = new Origin("AWS:AIDA", "111122223333", "127.0.0.1", "REQ");

    private static ObjectEvent event(Happening what) {
        return new ObjectEvent(what, "a b/\"é", "v1", 5, "etag", "", ORIGIN);
    }

    @Test
    void writesTheRecordOfAPut() {
        assertThat(MESSAGES.record(event(Happening.CREATED_PUT), 0x55AED6DCD90281E5L, 0, "conf"))
                .isEqualTo("""
                        {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1",\
                        "eventTime":"1970-01-01T00:00:00.000Z","eventName":"ObjectCreated:Put",\
                        "userIdentity":{"principalId":"AWS:AIDA"},"requestParameters":{"sourceIPAddress":"127.0.0.1"},\
                        "responseElements":{"x-amz-request-id":"REQ","x-amz-id-2":"%s"},\
                        "s3":{"s3SchemaVersion":"1.0","configurationId":"conf","bucket":{"name":"b",\
                        "ownerIdentity":{"principalId":"OWNER"},"arn":"arn:aws:s3:::b"},\
                        "object":{"key":"a+b/%%22%%C3%%A9","size":5,"eTag":"etag","versionId":"v1",\
                        "sequencer":"0055AED6DCD90281E5"}}}]}""".formatted(RestXml.hostId("REQ")));
    }

    @Test
    void writesTheEnvelopeOfAPut() {
        assertThat(MESSAGES.envelope(event(Happening.CREATED_PUT), 1, 0, "ID")).isEqualTo("""
                        {"version":"0","id":"ID","detail-type":"Object Created","source":"aws.s3",\
                        "account":"111122223333","time":"1970-01-01T00:00:00Z","region":"eu-west-1",\
                        "resources":["arn:aws:s3:::b"],"detail":{"version":"0","bucket":{"name":"b"},\
                        "object":{"key":"a b/\\"é","size":5,"etag":"etag","version-id":"v1",\
                        "sequencer":"000000000000000001"},"request-id":"REQ","requester":"111122223333",\
                        "source-ip-address":"127.0.0.1","reason":"PutObject"}}""");
    }

    @Test
    void tellsHowAnObjectWent() {
        assertThat(MESSAGES.envelope(event(Happening.REMOVED), 1, 0, "ID"))
                .contains("\"reason\":\"DeleteObject\",\"deletion-type\":\"Permanently Deleted\"")
                .doesNotContain("\"size\"");
        assertThat(MESSAGES.envelope(event(Happening.EXPIRED_BY_MARKER), 1, 0, "ID"))
                .contains("\"reason\":\"Lifecycle Expiration\",\"deletion-type\":\"Delete Marker Created\"")
                .doesNotContain("source-ip-address");
        assertThat(MESSAGES.record(event(Happening.REMOVED), 1, 0, ""))
                .contains("\"object\":{\"key\":\"a+b/%22%C3%A9\",\"versionId\":\"v1\",\"sequencer\"");
        assertThat(MESSAGES.record(event(Happening.REMOVED_BY_MARKER), 1, 0, ""))
                .contains("\"eTag\":\"d41d8cd98f00b204e9800998ecf8427e\",\"versionId\":\"v1\"");
    }

    @Test
    void tellsWhereAnObjectMoved() {
        ObjectEvent moved = new ObjectEvent(Happening.MOVED, "k", null, 5, "e", "GLACIER", Origin.service("REQ"));
        assertThat(MESSAGES.record(moved, 1, 0, ""))
                .contains("\"eventVersion\":\"2.3\"")
                .contains("\"principalId\":\"s3.amazonaws.com\"")
                .contains("\"lifecycleEventData\":{\"transitionEventData\":{\"destinationStorageClass\":\"GLACIER\"}}");
        assertThat(MESSAGES.envelope(moved, 1, 0, "ID")).contains("\"destination-storage-class\":\"GLACIER\"");
    }

    @Test
    void announcesItselfToANewDestination() {
        assertThat(MESSAGES.test("REQ", 1))
                .startsWith("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\","
                        + "\"Time\":\"1970-01-01T00:00:00.001Z\",\"Bucket\":\"b\",\"RequestId\":\"REQ\",\"HostId\":");
    }
}
