package dev.kagemusha.identity.sts;

import dev.kagemusha.auth.AccessKeys;
import dev.kagemusha.service.Call;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.StsException;

/** Who calls, and which account a key belongs to. */
final class CallerIdentity implements StsClient {
    private final Call call;

    CallerIdentity(Call call) {
        this.call = call;
    }

    @Override
    public GetCallerIdentityResponse getCallerIdentity(GetCallerIdentityRequest request) {
        return GetCallerIdentityResponse.builder()
                .account(call.account())
                .arn(call.caller().arn())
                .userId(call.caller().userId())
                .build();
    }

    /** AWS reads the account out of the key id itself; whether such a key exists is not said. */
    @Override
    public GetAccessKeyInfoResponse getAccessKeyInfo(GetAccessKeyInfoRequest request) {
        String account = AccessKeys.decodeAccount(request.accessKeyId());
        if (account == null) {
            throw StsException.builder()
                    .statusCode(400)
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .errorCode("ValidationError")
                            .errorMessage("Invalid access key id: " + request.accessKeyId())
                            .build())
                    .build();
        }
        return GetAccessKeyInfoResponse.builder().account(account).build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
