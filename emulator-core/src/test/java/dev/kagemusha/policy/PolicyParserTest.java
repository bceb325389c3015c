package dev.kagemusha.policy;

import dev.kagemusha.policy.MalformedPolicyException.Reason;
import dev.kagemusha.testing.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Objects;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class PolicyParserTest {
    private static final List<Grammar> GRAMMARS = List.of(Grammar.values());

    private static final String RICH = """
            {
              "Version": "2012-10-17",
              "Id": "an-id",
              "Statement": [
                {
                  "Sid": "First",
                  "Effect": "Allow",
                  "Principal": {
                    "AWS": ["111122223333", "arn:aws:iam::444455556666:root", "arn:aws:iam::111122223333:user/a/Bob",
                            "arn:aws:sts::111122223333:assumed-role/R/s", "AROAEXAMPLEEXAMPLEEXA"],
                    "Service": "s3.amazonaws.com",
                    "Federated": ["cognito-identity.amazonaws.com"],
                    "CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
                  },
                  "Action": ["s3:Get*", "s3:ListBucket"],
                  "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/${aws:username, 'x'}/*"],
                  "Condition": {
                    "StringLikeIfExists": {"s3:prefix": ["", "home/${aws:username}/*"]},
                    "ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]},
                    "NumericLessThan": {"s3:max-keys": 10},
                    "DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"},
                    "IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]},
                    "Null": {"aws:TokenIssueTime": true}
                  }
                },
                {"Effect": "Deny", "NotPrincipal": "*", "NotAction": "*", "NotResource": "*"}
              ]
            }
            """;

    @Test
    void readsEveryElement() {
        Policy policy = PolicyParser.parse(RICH, Grammar.RESOURCE);
        assertThat(policy.version()).isEqualTo(Policy.Version.V2012_10_17);
        assertThat(policy.id()).isEqualTo("an-id");
        assertThat(policy.statements()).hasSize(2);
        Statement first = policy.statements().get(0);
        assertThat(first.sid()).isEqualTo("First");
        assertThat(first.effect()).isEqualTo(Effect.ALLOW);
        assertThat(first.principals())
                .isEqualTo(new PrincipalSet(
                        false,
                        false,
                        List.of("111122223333", "444455556666"),
                        List.of("arn:aws:iam::111122223333:user/a/Bob", "arn:aws:sts::111122223333:assumed-role/R/s"),
                        List.of("AROAEXAMPLEEXAMPLEEXA"),
                        List.of("s3.amazonaws.com"),
                        List.of("cognito-identity.amazonaws.com"),
                        List.of("79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be")));
        assertThat(first.actions().negated()).isFalse();
        assertThat(first.actions().written()).containsExactly("s3:Get*", "s3:ListBucket");
        assertThat(first.resources().written())
                .containsExactly("arn:aws:s3:::b", "arn:aws:s3:::b/${aws:username, 'x'}/*");
        assertThat(first.conditional()).isTrue();
        Statement second = policy.statements().get(1);
        assertThat(second.effect()).isEqualTo(Effect.DENY);
        PrincipalSet principals = Objects.requireNonNull(second.principals());
        assertThat(principals.negated() && principals.everyone()).isTrue();
        assertThat(second.actions().negated()).isTrue();
        assertThat(second.resources().negated()).isTrue();
        assertThat(second.conditional()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'Action':'s3:ListBucket','Resource':'arn:aws:s3:::b'",
                "'Action':'*','Resource':'*'",
                "'Action':'iam: asdf safdsf af ','Resource':'*'",
                "'Action':'s3-s.x:ListBucket','Resource':['arn:aws:s3:::b','*']",
                "'Action':'s3:*','Resource':'arn:aws:fdsasf'",
                "'Action':'s3:*','Resource':'arn:aws:iam::*:user/${aws:username}'",
                "'Action':'s3:*','Resource':'arn:*:sqs:*'",
                "'Action':'s3:*','Resource':'arn:aws:ec2:us-east-1::b'",
                "'NotAction':'s3:*','NotResource':'*'",
                "'Action':'s3:*','Resource':'*','Condition':{}",
                "'Action':'s3:*','Resource':'*','Condition':{'DateGreaterThan':{}}",
                "'Action':'s3:*','Resource':'*','Condition':{'DateGreaterThan':{'a':[]}}",
                "'Action':'s3:*','Resource':'*','Condition':{'x':{},'y':{}}",
                "'Action':'s3:*','Resource':'*','Condition':{'DateGreaterThan':{'a':'01T'}}",
                "'Action':'s3:*','Resource':'*','Condition':{'DateLessThan':{'a':'-292275054'}}",
                "'Action':'s3:*','Resource':'*','Condition':{'ForAnyValue:StringEqualsIfExists':{'a':'asf'}}",
                "'Action':'s3:*','Resource':'*','Condition':{'DateLessThanEquals':{'a':'2016-12-13t2:00:00.593194+23'}}"
            })
    void acceptsWhatIamAccepts(String elements) {
        String document = "{'Version':'2012-10-17','Statement':{'Effect':'Allow'," + elements + "}}";
        assertThat(PolicyParser.parse(json(document), Grammar.IDENTITY).statements())
                .hasSize(1);
    }

    /** The messages are those that IAM was seen to answer. */
    @ParameterizedTest(name = "document: {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            This is not a json document                                               | SYNTAX | Syntax errors in policy.
            ``                                                                        | SYNTAX | Syntax errors in policy.
            []                                                                        | SYNTAX | Syntax errors in policy.
            {}                                                                        | MISSING_ELEMENT | Syntax errors in policy.
            {'Statement':{E,A,R}}                                                     | VERSION | Policy document must be version 2012-10-17 or greater.
            {'Version':'2008-10-17','Statement':{E,A,R}}                              | VERSION | Policy document must be version 2012-10-17 or greater.
            {'Version':'2013-10-17','Statement':{E,A,R}}                              | SYNTAX | Syntax errors in policy.
            {'Version':'2012-10-17'}                                                  | MISSING_ELEMENT | Syntax errors in policy.
            {V,'Statement':['afd']}                                                   | SYNTAX | Syntax errors in policy.
            {V,'Statement':[]}                                                        | SYNTAX | Syntax errors in policy.
            {V,'Statement':{E,A,R},'Extra field':'value'}                             | UNKNOWN_ELEMENT | Syntax errors in policy.
            {V,'Statement':{E,A,R,'Extra field':'value'}}                             | UNKNOWN_ELEMENT | Syntax errors in policy.
            {V,'Statement':{E,A,R},'Statement':{E,A,R}}                               | DUPLICATE_ELEMENT | Syntax errors in policy.
            {V,'Statement':{E,E,A,R}}                                                 | DUPLICATE_ELEMENT | Syntax errors in policy.
            {V,'Statement':{E,A,R}} x                                                 | SYNTAX | Syntax errors in policy.
            {V,'Id':['cd3ad3d9'],'Statement':{E,A,R}}                                 | SYNTAX | Syntax errors in policy.
            {V,'Statement':{'Effect':'invalid',A,R}}                                  | EFFECT | Syntax errors in policy.
            {V,'Statement':{A,R}}                                                     | EFFECT | Syntax errors in policy.
            {V,'Statement':{'Effect':'denY',A,R}}                                     | EFFECT | The policy failed legacy parsing
            {'Statement':{'Effect':'denY',A,R}}                                       | VERSION | Policy document must be version 2012-10-17 or greater.
            {V,'Statement':{E,A,R,'Principal':'*'}}                                   | PROHIBITED_ELEMENT | Policy document should not specify a principal.
            {V,'Statement':{E,'Action':'invalid',R}}                                  | ACTION | Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.
            {V,'Statement':{E,'NotAction':'',R}}                                      | ACTION | Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.
            {V,'Statement':{E,'Action':'invalid'}}                                    | ACTION | Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.
            {V,'Statement':{E,'Action':'a a:ListBucket',R}}                           | ACTION | Vendor a a is not valid
            {V,'Statement':{E,'Action':'s3:List:Bucket',R}}                           | ACTION | Actions/Condition can contain only one colon.
            {V,'Statement':{E,'Action':{},R}}                                         | SYNTAX | Syntax errors in policy.
            {V,'Statement':{E,'Action':[[]],R}}                                       | SYNTAX | Syntax errors in policy.
            {V,'Statement':{E,'Action':5,R}}                                          | SYNTAX | Syntax errors in policy.
            {V,'Statement':{E,'Action':null,R}}                                       | SYNTAX | Syntax errors in policy.
            {V,'Statement':{E,A,'NotAction':'s3:x',R}}                                | DUPLICATE_ELEMENT | Syntax errors in policy.
            {V,'Statement':{E,A,R,'NotResource':'*'}}                                 | DUPLICATE_ELEMENT | Syntax errors in policy.
            {V,'Statement':{E,R}}                                                     | MISSING_ELEMENT | Policy statement must contain actions.
            {V,'Statement':{E}}                                                       | MISSING_ELEMENT | Policy statement must contain actions.
            {V,'Statement':{E,'Action':[],R}}                                         | MISSING_ELEMENT | Policy statement must contain actions.
            {V,'Statement':{E,A}}                                                     | MISSING_ELEMENT | Policy statement must contain resources.
            {V,'Statement':{E,A,'Resource':[]}}                                       | MISSING_ELEMENT | Policy statement must contain resources.
            {V,'Statement':{E,A,'Resource':'invalid resource'}}                       | RESOURCE | Resource invalid resource must be in ARN format or "*".
            {V,'Statement':{E,A,'Resource':''}}                                       | RESOURCE | Resource  must be in ARN format or "*".
            {V,'Statement':{E,'Action':'s:3:ListBucket','Resource':'sdfsadf'}}        | RESOURCE | Resource sdfsadf must be in ARN format or "*".
            {V,'Statement':{E,A,'Resource':'a:bsdfdsafsad'}}                          | RESOURCE | Partition "bsdfdsafsad" is not valid for resource "arn:bsdfdsafsad:*:*:*:*".
            {V,'Statement':{E,A,'Resource':'a:b:cadfsdf'}}                            | RESOURCE | Partition "b" is not valid for resource "arn:b:cadfsdf:*:*:*".
            {V,'Statement':{E,A,'Resource':'a:b:c:d:e:f:g:h'}}                        | RESOURCE | Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".
            {V,'Statement':{E,A,'Resource':'aws:s3:::example_bucket'}}                | RESOURCE | Partition "s3" is not valid for resource "arn:s3:::example_bucket:*".
            {V,'Statement':{E,A,'Resource':['arn:error:s3:::b','arn:error:s3::b']}}   | RESOURCE | Partition "error" is not valid for resource "arn:error:s3:::b".
            {V,'Statement':{E,A,'Resource':'arn:aws:s3::example_bucket'}}             | RESOURCE | The policy failed legacy parsing
            {V,'Statement':{E,'Resource':'arn:aws:s3::example_bucket'}}               | RESOURCE | The policy failed legacy parsing
            {V,'Statement':{E,A,'Resource':'arn:aws::::example_bucket'}}              | RESOURCE | The policy failed legacy parsing
            {V,'Statement':{E,A,'Resource':'arn:aws::fdsasf'}}                        | RESOURCE | The policy failed legacy parsing
            {V,'Statement':{E,A,'Resource':'arn:aws'}}                                | RESOURCE | Resource vendor must be fully qualified and cannot contain regexes.
            {V,'Statement':{E,A,'Resource':['adfdf',{}]}}                             | SYNTAX | Syntax errors in policy.
            {V,'Statement':{E,A,R,'Sid':{}}}                                          | SYNTAX | Syntax errors in policy.
            {V,'Statement':{E,A,R,'Sid':'a-b'}}                                       | SID | Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*
            {V,'Statement':[{'Sid':'sdf',E,A,R},{'Sid':'sdf',E}]}                     | SID | Statement IDs (SID) in a single policy must be unique.
            {V,'Statement':{E,A,R,'Condition':[]}}                                    | SYNTAX | Syntax errors in policy.
            {V,'Statement':{E,A,R,'Condition':'a'}}                                   | SYNTAX | Syntax errors in policy.
            {V,'Statement':{E,A,R,'Condition':{'a':'b'}}}                             | SYNTAX | Syntax errors in policy.
            {V,'Statement':{E,A,R,'Condition':{'x':{'a':'1'}}}}                       | CONDITION | Syntax errors in policy.
            {V,'Statement':{E,A,R,'Condition':{'DateGreaterThan':[]}}}                | SYNTAX | Syntax errors in policy.
            {V,'Statement':{E,A,R,'Condition':{'DateGreaterThan':{'a':{}}}}}          | SYNTAX | Syntax errors in policy.
            {V,'Statement':{E,A,R,'Condition':{'StringEquals':{'a':null}}}}           | SYNTAX | Syntax errors in policy.
            {V,'Statement':{E,A,R,'Condition':{'StringEquals':{'a':'1','a':'2'}}}}    | DUPLICATE_ELEMENT | Syntax errors in policy.
            {V,'Statement':{E,A,R,'Condition':{'ForAnyValue::StringEqualsIfExists':{'a':'x'}}}} | CONDITION | Syntax errors in policy.
            {V,'Statement':{E,A,R,'Condition':{'NullIfExists':{'a':'true'}}}}         | CONDITION | Syntax errors in policy.
            {V,'Statement':{E,A,R,'Condition':{'DateGreaterThan':{'a':'sdfdsf'}}}}    | CONDITION | The policy failed legacy parsing
            {V,'Statement':{E,A,R,'Condition':{'DateLessThan':{'a':'9223372036854775808'}}}} | CONDITION | The policy failed legacy parsing
            {V,'Statement':{E,'Condition':{'DateGreaterThan':{'a':'sdfdsf'}}}}        | CONDITION | The policy failed legacy parsing
            {V,'Statement':{E,A,R,'Condition':{'NumericLessThan':{'a':'ten'}}}}       | CONDITION | The policy failed legacy parsing
            {V,'Statement':{E,A,R,'Condition':{'NumericLessThan':{'a':'1e9'}}}}       | CONDITION | The policy failed legacy parsing
            {V,'Statement':{E,A,R,'Condition':{'IpAddress':{'a':'10.0.0.0/33'}}}}     | CONDITION | The policy failed legacy parsing
            {V,'Statement':{E,A,R,'Condition':{'Null':{'a':'maybe'}}}}                | CONDITION | The policy failed legacy parsing
            {V,'Statement':{E,A,R,'Condition':{'DateLessThan':{'a':'${aws:CurrentTime}'}}}} | CONDITION | The policy failed legacy parsing
            """)
    void refusesIdentityPolicies(String document, Reason reason, String message) {
        refuses(Grammar.IDENTITY, document, reason, message);
    }

    @ParameterizedTest(name = "document: {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            not json                                                                  | SYNTAX | This policy contains invalid Json
            {'Statement'                                                              | SYNTAX | This policy contains invalid Json
            {V}                                                                       | MISSING_ELEMENT | Missing required field Statement
            {V,'Statement':[]}                                                        | MISSING_ELEMENT | Could not parse the policy: Statement is empty!
            {'Version':'2020-01-01','Statement':{E,P,A,R}}                            | VERSION | The policy must contain a valid version string
            {V,'Statement':{E,A,R}}                                                   | MISSING_ELEMENT | Missing required field Principal
            {V,'Statement':{P,A,R}}                                                   | MISSING_ELEMENT | Missing required field Effect
            {V,'Statement':{E,P,R}}                                                   | MISSING_ELEMENT | Missing required field Action
            {V,'Statement':{E,P,A}}                                                   | MISSING_ELEMENT | Missing required field Resource
            {V,'Statement':{E,P,A,R,'Foo':1}}                                         | UNKNOWN_ELEMENT | Unknown field Foo
            {V,'Statement':{E,E,P,A,R}}                                               | DUPLICATE_ELEMENT | Duplicate field Effect
            {V,'Statement':{'Effect':'allow',P,A,R}}                                  | EFFECT | Invalid effect: allow
            {V,'Statement':{E,P,'Action':'PutObject',R}}                              | ACTION | Policy has invalid action
            {V,'Statement':{E,P,A,'Resource':'bucket'}}                               | RESOURCE | Policy has invalid resource
            {V,'Statement':{E,P,A,R,'Condition':{'StringIs':{'a':'b'}}}}              | CONDITION | Invalid Condition type : StringIs
            {V,'Statement':[{'Sid':'x',E,P,A,R},{'Sid':'x',E,P,A,R}]}                 | SID | Statement IDs (SID) in a single policy must be unique.
            {V,'Statement':{E,'Principal':{},A,R}}                                    | MISSING_ELEMENT | Missing required field Principal cannot be empty!
            {V,'Statement':{E,'Principal':{'AWS':[]},A,R}}                            | MISSING_ELEMENT | Missing required field Principal cannot be empty!
            {V,'Statement':{E,'NotPrincipal':{'AWS':'111122223333'},A,R}}             | PROHIBITED_ELEMENT | Allow with NotPrincipal is not allowed.
            {V,'Statement':{E,P,A,R,'condition':{}}}                                  | UNKNOWN_ELEMENT | Unknown field condition
            {V,'Statement':{E,'Principal':{'AWS':'bob'},A,R}}                         | PRINCIPAL | Invalid principal in policy
            {V,'Statement':{E,'Principal':{'AWS':'12345'},A,R}}                       | PRINCIPAL | Invalid principal in policy
            {V,'Statement':{E,'Principal':{'AWS':'arn:aws:iam::111122223333:user/*'},A,R}} | PRINCIPAL | Invalid principal in policy
            {V,'Statement':{E,'Principal':{'AWS':'arn:aws:iam::111122223333:group/g'},A,R}} | PRINCIPAL | Invalid principal in policy
            {V,'Statement':{E,'Principal':{'AWS':'arn:aws:iam::*:root'},A,R}}         | PRINCIPAL | Invalid principal in policy
            {V,'Statement':{E,'Principal':{'Service':'*'},A,R}}                       | PRINCIPAL | Invalid principal in policy
            {V,'Statement':{E,'Principal':{'Azure':'x'},A,R}}                         | PRINCIPAL | Invalid principal in policy
            {V,'Statement':{E,'Principal':{'CanonicalUser':'x'},A,R}}                 | PRINCIPAL | Invalid principal in policy
            """)
    void refusesResourcePolicies(String document, Reason reason, String message) {
        refuses(Grammar.RESOURCE, document, reason, message);
    }

    @ParameterizedTest(name = "document: {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            not json                                                                  | SYNTAX | This policy contains invalid Json
            {V,'Statement':{E,P,'Action':'sts:AssumeRole',R}}                         | PROHIBITED_ELEMENT | Has prohibited field Resource
            {V,'Statement':{E,P,'Action':'sts:AssumeRole','NotResource':'*'}}         | PROHIBITED_ELEMENT | AssumeRole policy must not contain resources.
            {V,'Statement':{E,'NotPrincipal':{'AWS':'*'},'Action':'sts:AssumeRole'}}  | PROHIBITED_ELEMENT | Allow with NotPrincipal is not allowed.
            {V,'Statement':{'Effect':'Deny','NotPrincipal':{'AWS':'*'},'Action':'sts:AssumeRole'}} | PROHIBITED_ELEMENT | Has prohibited field NotPrincipal
            {V,'Statement':{E,'Principal':{},'Action':'sts:AssumeRole'}}              | MISSING_ELEMENT | Missing required field Principal cannot be empty!
            {V,'Statement':{E,P,'Action':'*'}}                                        | ACTION | AssumeRole policy may only specify STS AssumeRole actions.
            {V,'Statement':{E,'Action':'sts:AssumeRole'}}                             | MISSING_ELEMENT | Missing required field Principal
            {V,'Statement':{E,P,'Action':'s3:GetObject'}}                             | ACTION | AssumeRole policy may only specify STS AssumeRole actions.
            {V,'Statement':{E,'Principal':{'AWS':'bob'},'Action':'sts:AssumeRole'}}   | PRINCIPAL | Invalid principal in policy: "AWS":"bob"
            """)
    void refusesTrustPolicies(String document, Reason reason, String message) {
        refuses(Grammar.TRUST, document, reason, message);
    }

    @Test
    void aTrustPolicyIsAboutTheRoleItIsAttachedTo() {
        Policy policy = PolicyParser.parse(
                json("{V,'Statement':{E,P,'Action':['sts:AssumeRole','sts:TagSession']}}"), Grammar.TRUST);
        assertThat(policy.statements().get(0).resources().match("arn:aws:iam::111122223333:role/R", ConditionKeys.NONE))
                .isTrue();
    }

    @Test
    void takesBlanksAroundADocument() {
        Policy policy = PolicyParser.parse(json(" \n{V,'Statement':{E,P,A,R}}\n "), Grammar.RESOURCE);
        assertThat(policy.statements()).hasSize(1);
    }

    @Test
    void completesShortArnsOfIdentityPolicies() {
        Policy policy = PolicyParser.parse(json("{V,'Statement':{E,A,'Resource':'arn:aws:sqs'}}"), Grammar.IDENTITY);
        Statement.Resources resources = policy.statements().get(0).resources();
        assertThat(resources.match("arn:aws:sqs:eu-west-1:111122223333:q", ConditionKeys.NONE))
                .isTrue();
        assertThat(resources.match("arn:aws:sns:eu-west-1:111122223333:q", ConditionKeys.NONE))
                .isFalse();
    }

    @Test
    void refusesTheNoncharactersThatPatternsUse() {
        for (String text : List.of("\uFFFE", "\\uFFFF")) {
            String document = json("{V,'Statement':{E,A,'Resource':'arn:aws:s3:::" + text + "'}}");
            assertThatThrownBy(() -> PolicyParser.parse(document, Grammar.IDENTITY))
                    .isInstanceOf(MalformedPolicyException.class);
        }
    }

    @Test
    void mutatedDocumentsAreParsedOrRefused() {
        long seed = Seed.next();
        Random random = new Random(seed);
        String pieces = "{}[]\",:*?$'/\\-+.0123456789eEtfn\u0000\uFFFE\uD800é";
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder document = new StringBuilder(RICH);
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                int at = random.nextInt(document.length());
                switch (random.nextInt(4)) {
                    case 0 -> document.deleteCharAt(at);
                    case 1 -> document.insert(at, pieces.charAt(random.nextInt(pieces.length())));
                    case 2 -> document.setCharAt(at, pieces.charAt(random.nextInt(pieces.length())));
                    default -> document.delete(at, Math.min(document.length(), at + random.nextInt(60)));
                }
            }
            Grammar grammar = GRAMMARS.get(random.nextInt(GRAMMARS.size()));
            try {
                PolicyParser.parse(document.toString(), grammar);
            } catch (MalformedPolicyException expected) {
                refused++;
                assertThat(expected).hasMessageMatching("(?s).+");
            } catch (RuntimeException unexpected) {
                throw new AssertionError("seed " + seed + ", " + grammar + ": " + document, unexpected);
            }
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"Statement\":", "{\"Statement\":["})
    void deepNestingIsRefused(String opening) {
        assertThatThrownBy(() -> PolicyParser.parse(opening.repeat(100_000), Grammar.TRUST))
                .isInstanceOf(MalformedPolicyException.class);
    }

    private static void refuses(Grammar grammar, String document, Reason reason, String message) {
        MalformedPolicyException refusal =
                catchThrowableOfType(MalformedPolicyException.class, () -> PolicyParser.parse(json(document), grammar));
        assertThat(refusal).hasMessage(message);
        assertThat(refusal.reason()).isEqualTo(reason);
    }

    /** Single quotes for double ones, and letters for the elements that are not what a row is about. */
    private static String json(String shorthand) {
        return shorthand
                .replaceAll("(?<=[{,])V(?=[,}])", "'Version':'2012-10-17'")
                .replaceAll("(?<=[{,])E(?=[,}])", "'Effect':'Allow'")
                .replaceAll("(?<=[{,])P(?=[,}])", "'Principal':'*'")
                .replaceAll("(?<=[{,])A(?=[,}])", "'Action':'s3:ListBucket'")
                .replaceAll("(?<=[{,])R(?=[,}])", "'Resource':'arn:aws:s3:::example_bucket'")
                .replace('\'', '"');
    }
}
