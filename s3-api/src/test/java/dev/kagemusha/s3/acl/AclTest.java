package dev.kagemusha.s3.acl;

import dev.kagemusha.s3.S3Error;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.Permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AclTest {
    private static final String OWNER = "a".repeat(64);
    private static final String OTHER = "b".repeat(64);
    private static final String NOBODY = "";

    private static Acl canned(String name) {
        Acl acl = Acl.canned(name, OWNER, OTHER);
        assertThat(acl).isNotNull();
        return acl;
    }

    private static AclForm reading(String header) {
        return new AclForm(null, new AclForm.Headers(null, header, null, null, null));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            private,                   false, false, false
            public-read,               true,  true,  true
            public-read-write,         true,  true,  true
            authenticated-read,        false, true,  true
            bucket-owner-read,         false, true,  false
            bucket-owner-full-control, false, true,  false
            """)
    void cannedListsGrantReadingToWhomTheyName(String name, boolean nobody, boolean other, boolean isPublic) {
        Acl acl = canned(name);
        assertThat(acl.grants(Permission.READ, OWNER)).isTrue();
        assertThat(acl.grants(Permission.READ, NOBODY)).isEqualTo(nobody);
        assertThat(acl.grants(Permission.READ, OTHER)).isEqualTo(other);
        assertThat(acl.isPublic()).isEqualTo(isPublic);
        assertThat(acl.withoutPublic().grants(Permission.READ, NOBODY)).isFalse();
        assertThat(acl.isPrivate(OWNER)).isEqualTo(name.equals("private"));
        assertThat(Acl.parse(acl.text())).isEqualTo(acl);
    }

    @Test
    void logDeliveryIsForBucketsAlone() {
        assertThat(Acl.canned("log-delivery-write", OWNER, OTHER)).isNull();
        assertThat(Acl.canned("log-delivery-write", OWNER, null)).isNotNull();
        assertThat(Acl.canned("public", OWNER, null)).isNull();
    }

    @Test
    void readsGrantHeaders() {
        Acl acl = reading("id=" + OTHER + ", uri=\"http://acs.amazonaws.com/groups/global/AllUsers\"")
                .acl(OWNER, null);
        assertThat(acl.grants()).extracting(Acl.Grant::grantee).containsExactly(Grantee.user(OTHER), Grantee.ALL_USERS);
        assertThat(acl.grants(Permission.READ, OWNER)).as("through the group").isTrue();
        assertThat(acl.names(Permission.READ, OWNER)).isFalse();
        assertThat(acl.grants(Permission.WRITE, OTHER)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            id=someone                                    | InvalidArgument                 | Invalid id
            uri=http://example.com                        | InvalidArgument                 | Invalid group uri
            someone                                       | InvalidArgument                 | Argument format not recognized
            emailAddress=a@example.com                    | UnresolvableGrantByEmailAddress | The e-mail address you provided does not match any account on record.
            """)
    void refusesHeadersThatNameNobody(String header, String code, String message) {
        assertThatThrownBy(() -> reading(header).acl(OWNER, null)).isInstanceOfSatisfying(S3Error.class, error -> {
            assertThat(error.code()).isEqualTo(code);
            assertThat(error.awsErrorDetails().errorMessage()).isEqualTo(message);
        });
    }

    @Test
    void refusesACannedListBesideHeaders() {
        AclForm both = new AclForm("private", new AclForm.Headers("id=" + OWNER, null, null, null, null));
        assertThatThrownBy(() -> both.acl(OWNER, null))
                .hasMessageContaining("Specifying both Canned ACLs and Header Grants is not allowed");
        assertThat(both.harmless()).isFalse();
    }
}
