package dev.kagemusha.policy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

final class PublicAccessTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            "*"                          | {}                                                            | true
            {"AWS":"*"}                  | {}                                                            | true
            {"AWS":"111122223333"}       | {}                                                            | false
            {"Service":"s3.amazonaws.com"} | {}                                                          | false
            "*"                          | {"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}               | false
            "*"                          | {"IpAddress":{"aws:SourceIp":["10.0.0.0/8","0.0.0.0/1"]}}     | true
            "*"                          | {"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}            | true
            "*"                          | {"StringEquals":{"aws:SourceVpc":"vpc-91237329"}}             | false
            "*"                          | {"StringLike":{"aws:SourceVpc":"vpc-*"}}                      | true
            "*"                          | {"StringEqualsIfExists":{"aws:SourceVpc":"vpc-91237329"}}     | true
            "*"                          | {"StringLike":{"aws:userid":"AROAEXAMPLEEXAMPLEEXA:*"}}       | false
            "*"                          | {"StringEquals":{"aws:PrincipalAccount":"${aws:x}"}}          | true
            "*"                          | {"StringEquals":{"s3:prefix":"a"}}                            | true
            "*"                          | {"Null":{"aws:SourceVpc":"false"}}                            | true
            "*"                          | {"ArnLike":{"s3:DataAccessPointArn":"arn:aws:s3:us-east-1:111122223333:accesspoint/*"}} | false
            "*"                          | {"ArnLike":{"s3:DataAccessPointArn":"arn:aws:s3:us-east-1:*:accesspoint/a"}} | true
            """)
    void isAnyAllowThatNothingHoldsDown(String principal, String condition, boolean expected) {
        String document = """
                {"Version":"2012-10-17","Statement":[
                  {"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b"},
                  {"Effect":"Allow","Principal":%s,"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":%s}]}
                """.formatted(principal, condition);
        assertThat(PublicAccess.allowedBy(PolicyParser.parse(document, Grammar.RESOURCE)))
                .isEqualTo(expected);
    }
}
