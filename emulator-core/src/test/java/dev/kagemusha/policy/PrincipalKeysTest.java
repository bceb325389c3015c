package dev.kagemusha.policy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

class PrincipalKeysTest {
    private static final Map<String, Requester> REQUESTERS = Map.of(
            "root",
            Requester.root("111122223333", "arn:aws:iam::111122223333:root"),
            "user",
            Requester.user("111122223333", "arn:aws:iam::111122223333:user/a/Bob", "AIDAEXAMPLEEXAMPLEEXA"),
            "session",
            Requester.roleSession(
                    "111122223333",
                    "arn:aws:sts::111122223333:assumed-role/R/me@x",
                    "arn:aws:iam::111122223333:role/p/R",
                    "AROAEXAMPLEEXAMPLEEXA"),
            "federated",
            Requester.federatedUser(
                    "111122223333", "arn:aws:sts::111122223333:federated-user/f", "arn:aws:iam::111122223333:user/Bob"),
            "service",
            Requester.service("s3.amazonaws.com"),
            "anonymous",
            Requester.anonymous());

    @ParameterizedTest(name = "{1} of {0} is {2}")
    @CsvSource(textBlock = """
            root,      aws:principaltype,         Account
            root,      aws:userid,                111122223333
            root,      aws:username,
            root,      aws:principalarn,          arn:aws:iam::111122223333:root
            user,      aws:principaltype,         User
            user,      aws:userid,                AIDAEXAMPLEEXAMPLEEXA
            user,      aws:username,              Bob
            user,      aws:principalaccount,      111122223333
            user,      aws:principalisawsservice, false
            session,   aws:principaltype,         AssumedRole
            session,   aws:userid,                AROAEXAMPLEEXAMPLEEXA:me@x
            session,   aws:username,
            session,   aws:principalarn,          arn:aws:iam::111122223333:role/p/R
            federated, aws:principaltype,         FederatedUser
            federated, aws:userid,                111122223333:f
            federated, aws:principalarn,          arn:aws:sts::111122223333:federated-user/f
            service,   aws:principalisawsservice, true
            service,   aws:principalservicename,  s3.amazonaws.com
            service,   aws:principalaccount,
            anonymous, aws:principaltype,         Anonymous
            anonymous, aws:userid,
            anonymous, aws:principalarn,
            anonymous, aws:sourceip,
            """)
    void followFromTheRequester(String requester, String key, @Nullable String expected) {
        assertThat(keysOf(requester).values(key)).isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    @Test
    void oneContextCompletesAnother() {
        ConditionKeys keys = ConditionKeys.of(Map.of("aws:UserId", List.of("given"), "S3:Prefix", List.of("p")))
                .or(keysOf("user"));
        assertThat(keys.values("aws:userid")).containsExactly("given");
        assertThat(keys.values("s3:prefix")).containsExactly("p");
        assertThat(keys.values("aws:username")).containsExactly("Bob");
        assertThat(keys.values("aws:sourceip")).isEmpty();
    }

    private static PrincipalKeys keysOf(String requester) {
        return new PrincipalKeys(Objects.requireNonNull(REQUESTERS.get(requester)));
    }
}
