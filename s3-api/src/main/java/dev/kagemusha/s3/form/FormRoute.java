package dev.kagemusha.s3.form;

import dev.kagemusha.auth.SignedText;
import dev.kagemusha.http.Body;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.s3.body.Reception;
import dev.kagemusha.s3.body.Unmeasured;
import dev.kagemusha.service.Route;
import dev.kagemusha.service.RouteCall;
import software.amazon.awssdk.core.sync.RequestBody;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/**
 * An upload by a form: whoever signed its policy puts the object, or nobody where nobody did. It is authorized and stored as PutObject
 * is.
 */
public final class FormRoute implements Route {
    private final String bucket;
    private final TagsField tags;

    private FormRoute(String bucket, TagsField tags) {
        this.bucket = bucket;
        this.tags = tags;
    }

    /** What all forms need once. */
    public static final class Desk {
        private final TagsField tags = new TagsField();

        /** The route of a form that was posted to this bucket. */
        public FormRoute to(String bucket) {
            return new FormRoute(bucket, tags);
        }
    }

    @Override
    public String name() {
        return "PostObject";
    }

    @Override
    public Response answer(RouteCall call, Body body) throws IOException {
        UploadForm form = UploadForm.read(call.head(), body);
        SignedText signed = form.signature();
        PostPolicy.Range range = new PostPolicy.Range(0, Reception.MAX_PUT);
        if (signed != null) {
            Instant at = call.identify(signed);
            range = form.check(call.clock(), at, bucket);
        }
        // without a length the SDK would keep all of it, to send it again
        RequestBody file = RequestBody.fromContentProvider(
                new Unmeasured(form.file(range)), Reception.MAX_PUT, "application/octet-stream");
        String path = "/" + FormAnswer.encodedKey(form.key());
        Response put = call.perform(form.put(call.head(), tags), new Address(path, Map.of("Bucket", bucket)), file);
        return put.status() == 200
                ? FormAnswer.of(form.fields(), bucketUrl(call), bucket, form.key(), put)
                : put; // a connection that a fault rule drops
    }

    private String bucketUrl(RouteCall call) {
        RequestHead head = call.head();
        return head.path().length() <= 1 ? call.baseUrl() + "/" : call.baseUrl() + "/" + bucket + "/";
    }
}
