package dev.kagemusha.s3.service;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Inbound;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.Outbound;
import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.protocol.WireError;
import dev.kagemusha.protocol.rest.RestXml;
import dev.kagemusha.s3.S3Routes;
import dev.kagemusha.testing.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.Type;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** S3's wire as its API reference shows it, byte for byte. */
class S3GoldenWireTest {
    private static final ServiceModel S3 = ServiceModel.of(S3Client.class);
    private static final RestXml PROTOCOL = new RestXml();
    private static final Instant TIME = Instant.parse("2009-10-12T17:50:30Z");

    @Test
    void writesListings() {
        assertThat(encoded(
                        "ListObjectsV2",
                        ListObjectsV2Response.builder()
                                .name("quotes")
                                .prefix("")
                                .keyCount(2)
                                .maxKeys(1000)
                                .isTruncated(false)
                                .contents(o -> o.key("a&b\r<c>")
                                        .lastModified(TIME)
                                        .eTag("\"fba9dede5f27731c9771645a39863328\"")
                                        .size(434234L)
                                        .storageClass("STANDARD"))
                                .commonPrefixes(p -> p.prefix("photos/"), p -> p.prefix("ü/"))
                                .build()))
                .isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\
                        <IsTruncated>false</IsTruncated>\
                        <Contents><Key>a&amp;b&#xD;&lt;c&gt;</Key><LastModified>2009-10-12T17:50:30.000Z</LastModified>\
                        <ETag>&quot;fba9dede5f27731c9771645a39863328&quot;</ETag><Size>434234</Size>\
                        <StorageClass>STANDARD</StorageClass></Contents>\
                        <Name>quotes</Name><Prefix></Prefix><MaxKeys>1000</MaxKeys>\
                        <CommonPrefixes><Prefix>photos/</Prefix></CommonPrefixes>\
                        <CommonPrefixes><Prefix>ü/</Prefix></CommonPrefixes>\
                        <KeyCount>2</KeyCount></ListBucketResult>""");
    }

    @Test
    void writesTheLocationAsTextOfTheRoot() {
        assertThat(encoded(
                        "GetBucketLocation",
                        GetBucketLocationResponse.builder()
                                .locationConstraint("eu-west-1")
                                .build()))
                .isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">eu-west-1</LocationConstraint>""");
        assertThat(encoded(
                        "GetBucketLocation", GetBucketLocationResponse.builder().build()))
                .endsWith(
                        "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"></LocationConstraint>");
    }

    @Test
    void writesAttributesOfGrantees() {
        assertThat(encoded(
                        "GetBucketAcl",
                        GetBucketAclResponse.builder()
                                .owner(o -> o.id("852b"))
                                .grants(g -> g.grantee(e -> e.id("852b").type(Type.CANONICAL_USER))
                                        .permission(Permission.FULL_CONTROL))
                                .build()))
                .isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\
                        <Owner><ID>852b</ID></Owner><AccessControlList><Grant>\
                        <Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">\
                        <ID>852b</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList>\
                        </AccessControlPolicy>""");
    }

    @Test
    void writesPayloadMembersAsTheRoot() {
        Outbound answer = encode(
                "CopyObject",
                CopyObjectResponse.builder()
                        .copySourceVersionId("3HL4")
                        .copyObjectResult(r -> r.eTag("\"9b2c\"").lastModified(TIME))
                        .build());
        assertThat(answer.headers().first("x-amz-copy-source-version-id")).isEqualTo("3HL4");
        assertThat(answer.headers().first("content-type")).isEqualTo("application/xml");
        assertThat(new String(answer.body(), UTF_8)).isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><ETag>&quot;9b2c&quot;</ETag>\
                        <LastModified>2009-10-12T17:50:30.000Z</LastModified></CopyObjectResult>""");
    }

    @Test
    void writesPoliciesAsTheyAre() {
        Outbound answer = encode(
                "GetBucketPolicy",
                GetBucketPolicyResponse.builder()
                        .policy("{\"Version\":\"2012-10-17\"}")
                        .build());
        assertThat(answer.headers().first("content-type")).isEqualTo("application/json");
        assertThat(answer.body()).asString(UTF_8).isEqualTo("{\"Version\":\"2012-10-17\"}");
    }

    @Test
    void namesRootsAsAwsDoes() {
        assertThat(encoded(
                        "CreateMultipartUpload",
                        CreateMultipartUploadResponse.builder()
                                .bucket("b")
                                .key("k")
                                .uploadId("VXBs")
                                .build()))
                .endsWith("<InitiateMultipartUploadResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                        + "<Bucket>b</Bucket><Key>k</Key><UploadId>VXBs</UploadId></InitiateMultipartUploadResult>");
        assertThat(encoded(
                        "DeleteObjects",
                        DeleteObjectsResponse.builder()
                                .deleted(d -> d.key("one"))
                                .errors(e -> e.key("two").code("AccessDenied"))
                                .build()))
                .endsWith("<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                        + "<Deleted><Key>one</Key></Deleted>"
                        + "<Error><Key>two</Key><Code>AccessDenied</Code></Error></DeleteResult>");
    }

    @Test
    void writesAnEmptyListThatWasSetAndNoneThatWasNot() {
        assertThat(encoded(
                        "GetBucketTagging",
                        GetBucketTaggingResponse.builder().tagSet(List.of()).build()))
                .contains("<TagSet></TagSet>");
        assertThat(encoded(
                        "GetBucketTagging", GetBucketTaggingResponse.builder().build()))
                .doesNotContain("TagSet");
    }

    @Test
    void writesHeadersOfObjects() {
        Outbound answer = encode("GetObject", (SdkPojo) GetObjectResponse.builder()
                .lastModified(TIME)
                .eTag("\"fba9\"")
                .contentLength(5L)
                .metadata(Map.of("name", "value\r\nx-evil: 1"))
                .expiresString("Thu, 01 Jan 1970 00:00:00 GMT")
                .build());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().first("Last-Modified")).isEqualTo("Mon, 12 Oct 2009 17:50:30 GMT");
        assertThat(answer.headers().first("ETag")).isEqualTo("\"fba9\"");
        assertThat(answer.headers().first("Content-Length")).isEqualTo("5");
        assertThat(answer.headers().all("Expires")).containsExactly("Thu, 01 Jan 1970 00:00:00 GMT");
        assertThat(answer.headers().first("x-amz-meta-name")).isEqualTo("value  x-evil: 1");
        assertThat(answer.headers().first("x-amz-request-id")).isEqualTo("4442587FB7D0A2F9");
        assertThat(answer.headers().first("x-amz-id-2")).hasSize(76);
        assertThat(encode("HeadBucket", HeadBucketResponse.builder().build()).body())
                .isEmpty();
    }

    @Test
    void writesErrorsAlone() {
        WireError error = new WireError(
                "NoSuchKey",
                "The specified key does not exist.",
                404,
                NoSuchKeyException.builder().build(),
                Map.of("Key", "a<b"),
                Headers.of("x-amz-delete-marker", "true"));
        Outbound answer = PROTOCOL.encodeError(S3, error, "4442587FB7D0A2F9");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.headers().first("x-amz-delete-marker")).isEqualTo("true");
        assertThat(new String(answer.body(), UTF_8))
                .isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>a&lt;b</Key>\
                        <RequestId>4442587FB7D0A2F9</RequestId><HostId>%s</HostId></Error>""", answer.headers().first("x-amz-id-2"));
    }

    @Test
    void writesMembersOfErrors() {
        SdkPojo modelled =
                InvalidObjectStateException.builder().storageClass("GLACIER").build();
        WireError error = new WireError("InvalidObjectState", "No.", 403, modelled, Map.of(), new Headers());
        assertThat(PROTOCOL.encodeError(S3, error, "1").body())
                .asString(UTF_8)
                .contains("<Message>No.</Message><StorageClass>GLACIER</StorageClass><RequestId>");
    }

    @Test
    void writesNoBodyForNotModified() {
        assertThat(PROTOCOL.encodeError(S3, WireError.of("NotModified", 304, ""), "1")
                        .body())
                .isEmpty();
    }

    @Test
    void readsFlattenedListsWithAnyNamespace() throws Exception {
        CompleteMultipartUploadRequest request =
                (CompleteMultipartUploadRequest) decode("CompleteMultipartUpload", """
                <?xml version="1.0"?><!-- a comment -->
                <s3:CompleteMultipartUpload xmlns:s3="urn:anything">
                  <s3:Part><s3:PartNumber> 1 </s3:PartNumber><s3:ETag>"a54357aff0632cce46d942af68356b38"</s3:ETag></s3:Part>
                  <s3:Unknown><s3:Part><s3:PartNumber>7</s3:PartNumber></s3:Part></s3:Unknown>
                  <s3:Part><s3:ETag><![CDATA["0c78aef83f66abc1fa1e8477f296d394"]]></s3:ETag><s3:PartNumber>2</s3:PartNumber></s3:Part>
                </s3:CompleteMultipartUpload>""");
        assertThat(request.multipartUpload().parts())
                .extracting(p -> p.partNumber())
                .containsExactly(1, 2);
        assertThat(request.multipartUpload().parts())
                .extracting(p -> p.eTag())
                .containsExactly("\"a54357aff0632cce46d942af68356b38\"", "\"0c78aef83f66abc1fa1e8477f296d394\"");
    }

    @Test
    void readsAttributesWithAnyPrefix() throws Exception {
        PutBucketAclRequest request = (PutBucketAclRequest) decode("PutBucketAcl", """
                <AccessControlPolicy><AccessControlList><Grant>
                <Grantee xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="Group">
                <URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee>
                <Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>""");
        assertThat(request.accessControlPolicy().grants()).singleElement().satisfies(grant -> {
            assertThat(grant.grantee().type()).isEqualTo(Type.GROUP);
            assertThat(grant.grantee().uri()).endsWith("AllUsers");
            assertThat(grant.permission()).isEqualTo(Permission.READ);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2027-01-02T00:00:00.000Z",
                "2027-01-02T00:00:00Z",
                "2027-01-02",
                "2027-01-02T01:00:00+01:00",
                "Sat, 02 Jan 2027 00:00:00 GMT",
                "1798848000"
            })
    void readsDatesInEveryForm(String date) throws Exception {
        PutBucketLifecycleConfigurationRequest request = (PutBucketLifecycleConfigurationRequest) decode(
                "PutBucketLifecycleConfiguration",
                "<LifecycleConfiguration><Rule><Status>Enabled</Status><Expiration><Date>" + date
                        + "</Date></Expiration></Rule></LifecycleConfiguration>");
        assertThat(request.lifecycleConfiguration().rules().get(0).expiration().date())
                .isEqualTo("2027-01-02T00:00:00Z");
    }

    @Test
    void readsTextPayloadsAndLeavesAbsentOnesUnset() throws Exception {
        assertThat(((PutBucketPolicyRequest) decode("PutBucketPolicy", "{}")).policy())
                .isEqualTo("{}");
        assertThat(((DeleteObjectsRequest) decode("DeleteObjects", "")).delete())
                .isNull();
    }

    @Test
    void readsHeadersQueryAndLabels() throws Exception {
        Headers headers = Headers.of(
                "X-Amz-Meta-Color", "red", "x-amz-META-color", "blue", "Content-MD5", "abc", "Expires", "never");
        headers.add("x-amz-object-lock-retain-until-date", "2027-01-02T00:00:00.000Z");
        PutObjectRequest put = (PutObjectRequest) PROTOCOL.decode(
                operation("PutObject"),
                new Inbound(head("", headers), Map.of("Bucket", "b", "Key", "a//b"), new byte[0]));
        assertThat(put.bucket()).isEqualTo("b");
        assertThat(put.key()).isEqualTo("a//b");
        assertThat(put.metadata()).isEqualTo(Map.of("color", "red,blue"));
        assertThat(put.contentMD5()).isEqualTo("abc");
        assertThat(put.expires()).isNull();
        assertThat(put.objectLockRetainUntilDate()).isEqualTo("2027-01-02T00:00:00Z");

        GetObjectRequest get = (GetObjectRequest) PROTOCOL.decode(
                operation("GetObject"),
                new Inbound(
                        head(
                                "response-content-type=text%2Fplain&response-expires=Thu%2C%2001%20Dec%202033%2016%3A00%3A00%20GMT&partNumber=3&x-id=GetObject",
                                Headers.of(
                                        "If-Modified-Since",
                                        "yesterday",
                                        "If-Unmodified-Since",
                                        "Sunday, 06-Nov-94 08:49:37 GMT")),
                        Map.of("Bucket", "b", "Key", "k"),
                        new byte[0]));
        assertThat(get.responseContentType()).isEqualTo("text/plain");
        assertThat(get.responseExpires()).isEqualTo("2033-12-01T16:00:00Z");
        assertThat(get.partNumber()).isEqualTo(3);
        assertThat(get.ifModifiedSince()).isNull();
        assertThat(get.ifUnmodifiedSince()).isEqualTo("1994-11-06T08:49:37Z");
    }

    @Test
    void refusesParametersOfAWrongType() {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> PROTOCOL.decode(
                        operation("ListObjectsV2"),
                        new Inbound(
                                head("list-type=2&max-keys=many", new Headers()), Map.of("Bucket", "b"), new byte[0])))
                .withMessage("Provided max-keys not an integer or within integer range")
                .satisfies(e -> assertThat(e.code()).isEqualTo("InvalidArgument"));
    }

    @Test
    void takesEmptyNumbersForAbsentOnes() throws Exception {
        ListObjectsV2Request list = (ListObjectsV2Request) PROTOCOL.decode(
                operation("ListObjectsV2"),
                new Inbound(head("list-type=2&max-keys=&prefix=", new Headers()), Map.of("Bucket", "b"), new byte[0]));
        assertThat(list.maxKeys()).isNull();
        assertThat(list.prefix()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Delete><Object><Key>a</Key></Object>",
                "<Delete><Object><Key>a</Key></Object></Delete><Delete/>",
                "<Delete><Object><Key>a</Object></Key></Delete>",
                "<Remove><Object><Key>a</Key></Object></Remove>",
                "<Delete><Object><Key><b>a</b></Key></Object></Delete>",
                "<Delete><Object><Key>a</Key></Object><Quiet>perhaps</Quiet></Delete>",
                "<Delete><Object><Key>a</Key><Size>1k</Size></Object></Delete>",
                "<Delete><Object><Key>&who;</Key></Object></Delete>",
                "<x:Delete/>",
                "<!DOCTYPE Delete><Delete/>",
                "<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Delete><Object><Key>&e;</Key></Object></Delete>",
                "<!DOCTYPE d [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><Delete><Object><Key>&b;</Key></Object></Delete>",
                "{}",
                " ",
                "<Delete>\u0001</Delete>"
            })
    void refusesWhatIsNotOfTheSchema(String body) {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> decode("DeleteObjects", body))
                .withMessage(
                        "The XML you provided was not well-formed or did not validate against our published schema")
                .satisfies(e -> assertThat(e.code()).isEqualTo("MalformedXML"));
    }

    @Test
    void refusesDeepNesting() {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> decode("DeleteObjects", "<Delete>" + "<a>".repeat(100_000)));
    }

    @Test
    void answersRandomInputWithNothingButSerializationErrors() {
        String[] seeds = {
            "<Delete><Object><Key>a&amp;b</Key><VersionId>1</VersionId></Object><Quiet>true</Quiet></Delete>",
            "<?xml version='1.0' encoding='UTF-8'?><Delete xmlns='urn:a'><Object><Key><![CDATA[x]]></Key></Object></Delete>"
        };
        String alphabet = "<>/&;!?[]-='\"abKeyDelete \u0000\u00e9%#x0123\n";
        long seed = Seed.next();
        Random random = new Random(seed);
        for (int run = 0; run < 20_000; run++) {
            byte[] body = seeds[random.nextInt(seeds.length)].getBytes(UTF_8);
            for (int change = random.nextInt(6); change >= 0; change--) {
                body[random.nextInt(body.length)] = (byte)
                        (random.nextInt(4) == 0
                                ? random.nextInt(256)
                                : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                PROTOCOL.decode(operation("DeleteObjects"), new Inbound(head("delete", new Headers()), Map.of(), body));
            } catch (SerializationException e) {
                assertThat(e.code()).isEqualTo("MalformedXML");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + new String(body, UTF_8), e);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    GET,    /,           ,                                    ,                  ListBuckets
                    GET,    /,           x-id=ListBuckets,                    ,                  ListBuckets
                    """)
    void routesWithoutABucket(String method, String path, String query, String header, String operation) {
        assertThat(S3Routes.match(PROTOCOL, S3, method, path, query, header, false))
                .isEqualTo(operation);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    GET,    /,           ,                                  ,                  ListObjects
                    GET,    /,           unknown=1&x-id=ListObjectsV2,      ,                  ListObjects
                    GET,    /,           list-type=2&prefix=a,              ,                  ListObjectsV2
                    GET,    /,           list-type=1,                       ,                  ListObjects
                    GET,    /,           location,                          ,                  GetBucketLocation
                    GET,    /,           location=,                         ,                  GetBucketLocation
                    GET,    /,           uploads&prefix=a,                  ,                  ListMultipartUploads
                    GET,    /,           versions,                          ,                  ListObjectVersions
                    GET,    /,           analytics,                         ,                  ListBucketAnalyticsConfigurations
                    GET,    /,           analytics&id=1,                    ,                  GetBucketAnalyticsConfiguration
                    DELETE, /,           analytics,                         ,                  DeleteBucketAnalyticsConfiguration
                    HEAD,   /,           ,                                  ,                  HeadBucket
                    PUT,    /,           ,                                  ,                  CreateBucket
                    PUT,    /,           acl,                               ,                  PutBucketAcl
                    DELETE, /,           ,                                  ,                  DeleteBucket
                    DELETE, /,           policy,                            ,                  DeleteBucketPolicy
                    POST,   /,           delete,                            ,                  DeleteObjects
                    POST,   /,           ,                                  ,                  ?POST /
                    PATCH,  /key,        ,                                  ,                  ?PATCH /key
                    GET,    /key,        ,                                  ,                  GetObject
                    GET,    /a/b/,       versionId=1&partNumber=2,          ,                  GetObject
                    GET,    //,          ,                                  ,                  GetObject
                    GET,    /key,        location,                          ,                  GetObject
                    GET,    /key,        acl,                               ,                  GetObjectAcl
                    GET,    /key,        acl&versionId=3,                   ,                  GetObjectAcl
                    GET,    /key,        tagging,                           ,                  GetObjectTagging
                    GET,    /key,        uploadId=u,                        ,                  ListParts
                    GET,    /key,        attributes,                        x-amz-object-attributes, GetObjectAttributes
                    GET,    /key,        attributes,                        ,                  GetObjectAttributes
                    HEAD,   /key,        ,                                  ,                  HeadObject
                    PUT,    /key,        ,                                  ,                  PutObject
                    PUT,    /key,        ,                                  x-amz-copy-source, CopyObject
                    PUT,    /key,        partNumber=1&uploadId=u,           ,                  UploadPart
                    PUT,    /key,        partNumber=1&uploadId=u,           x-amz-copy-source, UploadPartCopy
                    PUT,    /key,        partNumber=1,                      ,                  PutObject
                    PUT,    /key,        tagging,                           x-amz-copy-source, PutObjectTagging
                    POST,   /key,        uploads,                           ,                  CreateMultipartUpload
                    POST,   /key,        uploadId=u,                        ,                  CompleteMultipartUpload
                    POST,   /key,        restore,                           ,                  RestoreObject
                    POST,   /key,        select&select-type=2,              ,                  ?POST /key
                    DELETE, /key,        ,                                  ,                  DeleteObject
                    DELETE, /key,        uploadId=u,                        ,                  AbortMultipartUpload
                    PUT,    /WriteGetObjectResponse, ,                      ,                  PutObject
                    """)
    void routesWithABucket(String method, String path, String query, String header, String operation) {
        assertThat(S3Routes.match(PROTOCOL, S3, method, path, query, header, true))
                .isEqualTo(operation);
    }

    @ParameterizedTest
    @CsvSource({"/a%2Fb,a/b", "//,/", "/a+b%20c,a+b c", "/../x,../x", "/a//b/,a//b/", "/%C3%BC,ü", "/100%,100%"})
    void keepsKeysAsTheyAre(String path, String key) {
        assertThat(S3Routes.key(PROTOCOL, S3, path)).isEqualTo(key);
    }

    private static OperationModel operation(String name) {
        OperationModel operation = S3.operation(name);
        assertThat(operation).isNotNull();
        return operation;
    }

    static RequestHead head(String query, Headers headers) {
        return new RequestHead("POST", "/", query, headers, false, new InetSocketAddress("127.0.0.1", 1));
    }

    private static SdkPojo decode(String operation, String body) throws SerializationException {
        return PROTOCOL.decode(
                operation(operation),
                new Inbound(head("", new Headers()), Map.of("Bucket", "b"), body.getBytes(UTF_8)));
    }

    private static Outbound encode(String operation, SdkPojo response) {
        return PROTOCOL.encode(operation(operation), response, "4442587FB7D0A2F9");
    }

    private static String encoded(String operation, SdkPojo response) {
        return new String(encode(operation, response).body(), UTF_8);
    }
}
