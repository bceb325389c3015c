package dev.kagemusha.s3.service;

import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Settings;
import dev.kagemusha.s3.cors.CorsRules;
import dev.kagemusha.s3.cors.CorsSource;
import dev.kagemusha.s3.cors.CrossOrigin;
import dev.kagemusha.s3.cors.Grant;
import dev.kagemusha.s3.cors.PreflightRoute;
import dev.kagemusha.s3.form.FormRoute;
import dev.kagemusha.s3.website.DomainRoute;
import dev.kagemusha.s3.website.Sites;
import dev.kagemusha.s3.website.WebsiteHost;
import dev.kagemusha.s3.website.WebsiteRoute;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Route;
import dev.kagemusha.service.Routes;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;

import java.util.function.Function;

/** What browsers ask of S3 beside its operations: preflights, forms and websites; and what their scripts may see of any answer. */
final class BrowserRoutes implements Routes {
    private static final String BUCKET = "Bucket";

    private final S3Addressing addressing;
    private final Function<Call, S3Call> s3;
    private final Configurations configurations;
    private final FormRoute.Desk forms = new FormRoute.Desk();
    private final CorsSource rules = this::asked;
    private final Sites sites = this::site;

    BrowserRoutes(S3Addressing addressing, Function<Call, S3Call> s3, Configurations configurations) {
        this.addressing = addressing;
        this.s3 = s3;
        this.configurations = configurations;
    }

    @Override
    public @Nullable Route of(RequestHead head) {
        Route other = OtherServiceRoute.of(head);
        if (other != null) {
            return other;
        }
        WebsiteHost website = WebsiteHost.parse(head.host());
        if (head.method().equals("OPTIONS")) {
            if (website != null) {
                return new PreflightRoute(website.bucket(), head.path().length() > 1, rules);
            }
            Address to = addressing.address(head);
            String bucket = to.labels().get(BUCKET);
            return bucket == null ? null : new PreflightRoute(bucket, to.path().length() > 1, rules);
        }
        if (website != null) {
            return new WebsiteRoute(website, sites);
        }
        return head.method().equals("POST") ? form(head) : domain(head);
    }

    /** A website at a domain of its own; a host that names a bucket in another way is none. */
    private @Nullable Route domain(RequestHead head) {
        String domain = DomainRoute.domain(head);
        return domain == null || S3Addressing.bucketInHost(domain) != null || S3Addressing.isEndpoint(domain)
                ? null
                : new DomainRoute(domain, addressing.address(head), sites);
    }

    /** A form is posted to a bucket and nothing of it. With a signature in its head, a request is an operation's. */
    private @Nullable Route form(RequestHead head) {
        if (!head.query().isEmpty() || head.headers().contains("authorization")) {
            return null;
        }
        Address to = addressing.address(head);
        String bucket = to.labels().get(BUCKET);
        return bucket == null || to.path().length() > 1 ? null : forms.to(bucket);
    }

    @Override
    public boolean share(Call call, Response response) {
        RequestHead head = call.head();
        WebsiteHost website = WebsiteHost.parse(head.host());
        String bucket = website != null ? website.bucket() : ownDomain(call);
        if (bucket == null) {
            bucket = addressing.address(head).labels().get(BUCKET);
        }
        if (bucket == null) {
            return false;
        }
        CrossOrigin request = CrossOrigin.of(head);
        CorsSource.Found found = head.method().equals("OPTIONS") ? null : rules(call, bucket);
        if (request != null && found != null && found.rules() != null) {
            Grant grant = found.rules().grant(request);
            if (grant != null) {
                grant.write(response.headers());
            }
        }
        return true;
    }

    private CorsSource.@Nullable Found asked(Call call, String bucket) {
        watch(call, bucket);
        return rules(call, bucket);
    }

    /** A request that no operation answers shows in access logs too. */
    private @Nullable Home watch(Call call, String bucket) {
        Home home = find(call, bucket);
        if (home != null) {
            s3.apply(call).asks(home, settings(home));
        }
        return home;
    }

    /** The bucket that is a website at the domain of a request, or null. */
    private @Nullable String ownDomain(Call call) {
        if (!(domain(call.head()) instanceof DomainRoute route)) {
            return null;
        }
        Home home = find(call, route.domain());
        return home == null || settings(home).get(Kind.WEBSITE) == null ? null : route.domain();
    }

    private CorsSource.@Nullable Found rules(Call call, String bucket) {
        Home home = find(call, bucket);
        if (home == null) {
            return null;
        }
        CORSConfiguration configured = settings(home).get(Kind.CORS);
        return new CorsSource.Found(configured == null ? null : new CorsRules(configured.corsRules()));
    }

    private Sites.@Nullable Hosted site(Call call, String bucket) {
        Home home = watch(call, bucket);
        return home == null
                ? null
                : new Sites.Hosted(home.region(), settings(home).get(Kind.WEBSITE));
    }

    private @Nullable Home find(Call call, String bucket) {
        S3Call asked = s3.apply(call);
        return asked.store().read(view -> asked.find(view, bucket));
    }

    private Settings settings(Home home) {
        return configurations.of(home.scope(), home.bucket().id());
    }
}
