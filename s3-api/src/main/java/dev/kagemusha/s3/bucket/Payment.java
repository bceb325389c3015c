package dev.kagemusha.s3.bucket;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.http.QueryString;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Settings;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Payer;
import software.amazon.awssdk.services.s3.model.RequestPaymentConfiguration;

/**
 * Who pays for requests to a bucket. Where the requester does, one of another account has to say that he knows it, and nobody in
 * particular cannot (user guide, "Using Requester Pays general purpose buckets").
 */
final class Payment {
    private static final String PAYER = "x-amz-request-payer";
    private static final String CHARGED = "x-amz-request-charged";
    private static final String REQUESTER = "requester";

    private Payment() {}

    /** @throws dev.kagemusha.s3.S3Error AccessDenied, where the requester would pay and does not say that he will */
    static void require(Call call, Home home, Settings settings) {
        RequestPaymentConfiguration payment = settings.get(Kind.REQUEST_PAYMENT);
        Caller caller = call.caller();
        if (payment == null
                || payment.payer() != Payer.REQUESTER
                || caller instanceof Caller.ServicePrincipal
                || caller.account().equals(home.account())) {
            return;
        }
        if (caller instanceof Caller.Anonymous || !REQUESTER.equals(payer(call.head()))) {
            throw S3Errors.accessDenied();
        }
        call.answer(CHARGED, REQUESTER);
    }

    /** In a header, or in the query of a presigned URL. */
    private static @Nullable String payer(RequestHead head) {
        String header = head.headers().first(PAYER);
        return header == null && head.query().contains(PAYER)
                ? QueryString.parse(head.query()).first(PAYER)
                : header;
    }
}
