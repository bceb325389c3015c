package dev.kagemusha.policy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each row is a condition in a policy, the context of a request and whether the condition holds. A context is {@code
 * key=value,value;key=value}; a key without {@code =} is absent, one with nothing after it holds an empty text.
 */
class ConditionTest {
    @ParameterizedTest(name = "{0} with {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"StringEquals":{"aws:PrincipalTag/Team":"red"}}            | aws:principaltag/team=red    | true
            {"StringEquals":{"AWS:principalTAG/team":"red"}}            | aws:PrincipalTag/Team=red    | true
            {"StringEquals":{"k":"red"}}                                | k=Red                        | false
            {"StringEquals":{"k":["red","blue"]}}                       | k=blue                       | true
            {"StringEquals":{"k":"r*"}}                                 | k=red                        | false
            {"StringEquals":{"k":"r*"}}                                 | k=r*                         | true
            {"StringEquals":{"k":""}}                                   | k=                           | true
            {"StringEquals":{"k":"red"}}                                | k                            | false
            {"StringEquals":{"k":[]}}                                   | k=red                        | false
            {"StringEquals":{"k":5}}                                    | k=5                          | true
            {"StringNotEquals":{"k":"red"}}                             | k=blue                       | true
            {"StringNotEquals":{"k":"red"}}                             | k                            | true
            {"StringNotEquals":{"k":["red","blue"]}}                    | k=blue                       | false
            {"StringNotEquals":{"k":["red","blue"]}}                    | k=green                      | true
            {"StringEqualsIgnoreCase":{"k":"RED"}}                      | k=red                        | true
            {"StringNotEqualsIgnoreCase":{"k":"RED"}}                   | k=red                        | false
            {"StringLike":{"k":"home/*/x?"}}                            | k=home/a/b/xy                | true
            {"StringLike":{"k":"home/*"}}                               | k=Home/a                     | false
            {"StringNotLike":{"k":"home/*"}}                            | k=work/a                     | true
            {"StringEquals":{"k":"red"},"StringLike":{"l":"b*"}}        | k=red;l=blue                 | true
            {"StringEquals":{"k":"red"},"StringLike":{"l":"b*"}}        | k=red;l=red                  | false
            {"StringEquals":{"k":"red","l":"blue"}}                     | k=red                        | false
            {}                                                          | k=red                        | true
            {"StringEquals":{}}                                         | k=red                        | true
            """)
    void comparesStrings(String condition, String context, boolean expected) {
        assertThat(holds(condition, context)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} with {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"NumericEquals":{"k":"10"}}                                | k=10.0                       | true
            {"NumericEquals":{"k":10}}                                  | k=10                         | true
            {"NumericNotEquals":{"k":"10"}}                             | k=11                         | true
            {"NumericNotEquals":{"k":"10"}}                             | k=ten                        | true
            {"NumericLessThan":{"k":"10"}}                              | k=9.99                       | true
            {"NumericLessThan":{"k":"10"}}                              | k=10                         | false
            {"NumericLessThanEquals":{"k":"10"}}                        | k=10                         | true
            {"NumericGreaterThan":{"k":"-1"}}                           | k=0                          | true
            {"NumericGreaterThan":{"k":"-1"}}                           | k=-1                         | false
            {"NumericGreaterThanEquals":{"k":"-1"}}                     | k=-1                         | true
            {"NumericGreaterThan":{"k":"1"}}                            | k=ten                        | false
            {"NumericLessThan":{"k":"1"}}                               | k                            | false
            {"NumericLessThan":{"k":"99999999999999999999999"}}         | k=99999999999999999999998    | true
            {"DateLessThan":{"k":"2030-01-01T00:00:00Z"}}               | k=2029-12-31T23:59:59Z       | true
            {"DateLessThan":{"k":"2030-01-01T00:00:00Z"}}               | k=2030-01-01T00:00:00Z       | false
            {"DateLessThanEquals":{"k":"2030-01-01T00:00:00Z"}}         | k=2030-01-01T00:00:00Z       | true
            {"DateGreaterThan":{"k":"1577836800"}}                      | k=2020-01-01T00:00:01Z       | true
            {"DateGreaterThan":{"k":1577836800}}                        | k=1577836801                 | true
            {"DateGreaterThanEquals":{"k":"2020-01-01"}}                | k=1577836800                 | true
            {"DateEquals":{"k":"2020-01-01T02:00:00+02:00"}}            | k=2020-01-01T00:00:00Z       | true
            {"DateNotEquals":{"k":"2020-01-01"}}                        | k=2020-01-01T00:00:00Z       | false
            {"DateGreaterThan":{"k":"2020-01-01"}}                      | k=soon                       | false
            {"Bool":{"aws:SecureTransport":"true"}}                     | aws:securetransport=true     | true
            {"Bool":{"aws:SecureTransport":true}}                       | aws:securetransport=TRUE     | true
            {"Bool":{"aws:SecureTransport":"false"}}                    | aws:securetransport=true     | false
            {"Bool":{"k":"false"}}                                      | k                            | false
            {"BoolIfExists":{"k":"false"}}                              | k                            | true
            {"BinaryEquals":{"k":"QmluYXJ5"}}                           | k=QmluYXJ5                   | true
            {"BinaryEquals":{"k":"QmluYXJ5"}}                           | k=QmluYXJ6                   | false
            {"BinaryEquals":{"k":"QmluYXJ5"}}                           | k=%                          | false
            {"IpAddress":{"aws:SourceIp":["203.0.113.0/24","::1"]}}     | aws:SourceIp=203.0.113.9     | true
            {"IpAddress":{"aws:SourceIp":["203.0.113.0/24","::1"]}}     | aws:SourceIp=::1             | true
            {"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}             | aws:SourceIp=198.51.100.1    | false
            {"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}             | aws:SourceIp=AWS Internal    | false
            {"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}          | aws:SourceIp=198.51.100.1    | true
            {"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}          | aws:SourceIp                 | true
            """)
    void comparesNumbersDatesTruthsBytesAndAddresses(String condition, String context, boolean expected) {
        assertThat(holds(condition, context)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} with {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"ArnLike":{"k":"arn:aws:sns:*:111122223333:finance/*"}}     | k=arn:aws:sns:us-east-2:111122223333:finance/a/b    | true
            {"ArnLike":{"k":"arn:aws:sns:*:111122223333:finance/*"}}     | k=arn:aws:sns:us-east-2:999999999999:store/abc:111122223333:finance/a | false
            {"StringLike":{"k":"arn:aws:sns:*:111122223333:finance/*"}}  | k=arn:aws:sns:us-east-2:999999999999:store/abc:111122223333:finance/a | true
            {"ArnEquals":{"k":"arn:aws:s3:::b*"}}                        | k=arn:aws:s3:::bucket                               | true
            {"ArnEquals":{"k":"arn:aws:logs:*:*:log-group:*"}}           | k=arn:aws:logs:eu-west-1:111122223333:log-group:a:b | true
            {"ArnEquals":{"k":"arn:aws:s3:::bucket"}}                    | k=arn:aws:s3:::Bucket                               | false
            {"ArnEquals":{"k":"arn:aws:s3"}}                             | k=arn:aws:s3:::bucket                               | true
            {"ArnEquals":{"k":"*"}}                                      | k=arn:aws:s3:::bucket                               | true
            {"ArnEquals":{"k":"arn:aws:s3:::bucket"}}                    | k=bucket                                            | false
            {"ArnNotEquals":{"k":"arn:aws:s3:::bucket"}}                 | k=bucket                                            | true
            {"ArnNotLike":{"k":"arn:aws:iam::*:role/ops-*"}}             | k=arn:aws:iam::111122223333:role/ops-1              | false
            {"ArnNotLike":{"k":"arn:aws:iam::*:role/ops-*"}}             | k                                                   | true
            {"ArnLike":{"k":"arn:aws:iam::*:user/${aws:username}"}}      | k=arn:aws:iam::1:user/ann;aws:username=ann          | true
            {"ArnLike":{"k":"arn:aws:iam::*:user/${aws:username}"}}      | k=arn:aws:iam::1:user/ann;aws:username=bob          | false
            {"ArnEquals":{"k":"${aws:PrincipalArn}"}}                    | k=arn:aws:iam::1:user/a;aws:PrincipalArn=arn:aws:iam::1:user/a | true
            """)
    void comparesArnsFieldByField(String condition, String context, boolean expected) {
        assertThat(holds(condition, context)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} with {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"StringEqualsIfExists":{"k":"red"}}                        | k                            | true
            {"StringEqualsIfExists":{"k":"red"}}                        | k=blue                       | false
            {"StringNotEqualsIfExists":{"k":"red"}}                     | k                            | true
            {"Null":{"k":"true"}}                                       | k                            | true
            {"Null":{"k":"true"}}                                       | k=x                          | false
            {"Null":{"k":"false"}}                                      | k=x                          | true
            {"Null":{"k":false}}                                        | k                            | false
            {"ForAllValues:StringEquals":{"k":["a","b"]}}               | k=a,b                        | true
            {"ForAllValues:StringEquals":{"k":["a","b"]}}               | k=a,c                        | false
            {"ForAllValues:StringEquals":{"k":["a","b"]}}               | k                            | true
            {"ForAllValues:StringEquals":{"k":["a","b"]}}               | k=                           | true
            {"ForAllValues:StringLike":{"k":"a*"}}                      | k=ab,ac                      | true
            {"ForAllValues:StringNotEquals":{"k":["a","b"]}}            | k=c,d                        | true
            {"ForAllValues:StringNotEquals":{"k":["a","b"]}}            | k=a,d                        | false
            {"ForAnyValue:StringEquals":{"k":["a","b"]}}                | k=z,b                        | true
            {"ForAnyValue:StringEquals":{"k":["a","b"]}}                | k=y,z                        | false
            {"ForAnyValue:StringEquals":{"k":["a","b"]}}                | k                            | false
            {"ForAnyValue:StringEquals":{"k":["a",""]}}                 | k=                           | false
            {"ForAnyValue:StringEqualsIfExists":{"k":"a"}}              | k                            | true
            {"ForAnyValue:StringNotEquals":{"k":"a"}}                   | k=a,b                        | true
            {"ForAnyValue:StringNotEquals":{"k":"a"}}                   | k=a                          | false
            {"ForAnyValue:StringNotEquals":{"k":"a"}}                   | k                            | false
            {"ForAllValues:NumericLessThan":{"k":"5"}}                  | k=1,4.5                      | true
            {"ForAnyValue:Bool":{"k":"true"}}                           | k=false,true                 | true
            {"ForAllValues:ArnLike":{"k":"arn:aws:s3:::*"}}             | k=arn:aws:s3:::a,arn:aws:s3:::b | true
            {"StringEquals":{"k":"b"}}                                  | k=a,b                        | true
            {"StringNotEquals":{"k":"b"}}                               | k=a,b                        | false
            """)
    void treatsAbsentAndManyValuesAsDocumented(String condition, String context, boolean expected) {
        assertThat(holds(condition, context)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} with {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"StringEquals":{"k":"${aws:username}"}}                    | k=ann;aws:username=ann       | true
            {"StringEquals":{"k":"${ AWS:UserName }"}}                  | k=ann;aws:username=ann       | true
            {"StringEquals":{"k":"${aws:PrincipalTag/Team}/x"}}         | k=red/x;aws:PrincipalTag/team=red | true
            {"StringEquals":{"k":"${aws:username}"}}                    | k=ann                        | false
            {"StringEquals":{"k":"${aws:username}"}}                    | k=${aws:username}            | false
            {"StringNotEquals":{"k":"${aws:username}"}}                 | k=ann                        | true
            {"StringEquals":{"k":"${aws:username, 'anyone'}"}}          | k=anyone                     | true
            {"StringEquals":{"k":"${aws:username, 'anyone'}"}}          | k=ann;aws:username=ann       | true
            {"StringEquals":{"k":"${aws:username,'a}b'}"}}              | k=a}b                        | true
            {"StringLike":{"k":"${aws:username, 'a*'}"}}                | k=ab                         | false
            {"StringLike":{"k":"${aws:username}"}}                      | k=ann;aws:username=*         | false
            {"StringLike":{"k":"${aws:username}*"}}                     | k=*nn;aws:username=*         | true
            {"StringLike":{"k":"${*}${?}${$}*"}}                        | k=*?$x                       | true
            {"StringLike":{"k":"${*}*"}}                                | k=x                          | false
            {"StringEquals":{"k":"${*}"}}                               | k=*                          | true
            {"StringEquals":{"k":"${aws:TagKeys}"}}                     | k=a;aws:TagKeys=a,b          | false
            {"StringEquals":{"k":"${}"}}                                | k=${}                        | true
            {"StringEquals":{"k":"${open"}}                             | k=${open                     | true
            {"StringEquals":{"k":"$x"}}                                 | k=$x                         | true
            {"StringEqualsIgnoreCase":{"k":"${aws:username}"}}          | k=ANN;aws:username=ann       | true
            {"Bool":{"k":"${flag}"}}                                    | k=true;flag=true             | true
            """)
    void resolvesVariables(String condition, String context, boolean expected) {
        assertThat(holds(condition, context)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} with {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"StringEquals":{"k":"${aws:username}"}}                    | k=ann;aws:username=ann       | false
            {"StringEquals":{"k":"${aws:username}"}}                    | k=${aws:username}            | true
            {"StringLike":{"k":"${*}"}}                                 | k=${x}                       | true
            """)
    void takesVariablesLiterallyInTheOldVersion(String condition, String context, boolean expected) {
        String document = """
                {"Version":"2008-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*",\
                "Condition":%s}}""".formatted(condition);
        assertThat(holds(PolicyParser.parse(document, Grammar.RESOURCE), context))
                .isEqualTo(expected);
    }

    private static boolean holds(String condition, String context) {
        String document = """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":%s}}""".formatted(condition);
        return holds(PolicyParser.parse(document, Grammar.IDENTITY), context);
    }

    private static boolean holds(Policy policy, String context) {
        Map<String, List<String>> values = new HashMap<>();
        for (String entry : context.split(";", -1)) {
            int equals = entry.indexOf('=');
            if (equals >= 0) {
                values.put(
                        entry.substring(0, equals),
                        Arrays.asList(entry.substring(equals + 1).split(",", -1)));
            }
        }
        AuthorizationRequest request = AuthorizationRequest.of(
                Requester.anonymous(), "s3:GetObject", "arn:aws:s3:::b/k", null, ConditionKeys.of(values));
        return policy.statements().get(0).matches(request);
    }
}
