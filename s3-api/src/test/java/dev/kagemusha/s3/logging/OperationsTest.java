package dev.kagemusha.s3.logging;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class OperationsTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            PutObject,                      PUT,    REST.PUT.OBJECT
            ListObjectsV2,                  GET,    REST.GET.BUCKET
            DeleteObjects,                  POST,   REST.POST.MULTI_OBJECT_DELETE
            GetBucketVersioning,            GET,    REST.GET.VERSIONING
            GetBucketAcl,                   GET,    REST.GET.ACL
            GetBucketOwnershipControls,     GET,    REST.GET.OWNERSHIP_CONTROLS
            PutBucketInventoryConfiguration,PUT,    REST.PUT.INVENTORY
            GetBucketRequestPayment,        GET,    REST.GET.REQUEST_PAYMENT
            DeleteBucketTagging,            DELETE, REST.DELETE.TAGGING
            """)
    void callsOperationsAsAwsDoes(String operation, String method, String name) {
        assertThat(Operations.name(operation, method)).isEqualTo(name);
    }
}
