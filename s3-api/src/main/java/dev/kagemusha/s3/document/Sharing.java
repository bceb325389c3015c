package dev.kagemusha.s3.document;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.configuration.Kind;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.Condition;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.GetBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.IndexDocument;
import software.amazon.awssdk.services.s3.model.Protocol;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.Redirect;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

import java.util.List;
import java.util.Set;

/** How a bucket shows itself to browsers: CORS and the website. */
public final class Sharing implements Chapter {
    private static final Set<String> METHODS = Set.of("GET", "PUT", "HEAD", "POST", "DELETE");
    private static final int MOST_CORS_RULES = 100;
    private static final int MOST_ROUTING_RULES = 50;
    private static final int LONGEST_ID = 255;

    private final Desk desk;
    private final Schema schema;

    public Sharing(Desk desk, Schema schema) {
        this.desk = desk;
        this.schema = schema;
    }

    @Override
    public PutBucketCorsResponse putBucketCors(PutBucketCorsRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        CORSConfiguration cors = schema.check(request.corsConfiguration());
        if (cors.corsRules().size() > MOST_CORS_RULES) {
            throw S3Errors.invalidRequest("The number of CORS rules should not exceed allowed limit of 100 rules.");
        }
        cors.corsRules().forEach(Sharing::check);
        desk.put(home, Kind.CORS, cors);
        return PutBucketCorsResponse.builder().build();
    }

    private static void check(CORSRule rule) {
        if (rule.id() != null && rule.id().length() > LONGEST_ID) {
            throw S3Errors.invalidRequest("ID length should not exceed allowed limit of 255 characters");
        }
        for (String method : rule.allowedMethods()) {
            if (!METHODS.contains(method)) {
                throw S3Errors.invalidRequest(
                        "Found unsupported HTTP method in CORS config. Unsupported method is " + method);
            }
        }
        for (String origin : rule.allowedOrigins()) {
            oneStar("AllowedOrigin", origin);
        }
        for (String header : rule.allowedHeaders()) {
            oneStar("AllowedHeader", header);
        }
        for (String header : rule.exposeHeaders()) {
            if (header.indexOf('*') >= 0) {
                throw S3Errors.invalidRequest("ExposeHeader \"" + header
                        + "\" contains wildcard. We currently do not support wildcard for ExposeHeader.");
            }
        }
    }

    private static void oneStar(String element, String value) {
        if (value.indexOf('*') != value.lastIndexOf('*')) {
            throw S3Errors.invalidRequest(element + " \"" + value + "\" can not have more than one wildcard.");
        }
    }

    @Override
    public GetBucketCorsResponse getBucketCors(GetBucketCorsRequest request) {
        CORSConfiguration cors = desk.get(
                request.bucket(),
                request.expectedBucketOwner(),
                Kind.CORS,
                () -> DocumentErrors.noCors(request.bucket()));
        return GetBucketCorsResponse.builder().corsRules(cors.corsRules()).build();
    }

    @Override
    public DeleteBucketCorsResponse deleteBucketCors(DeleteBucketCorsRequest request) {
        desk.delete(desk.home(request.bucket(), request.expectedBucketOwner()), Kind.CORS);
        return DeleteBucketCorsResponse.builder().build();
    }

    @Override
    public PutBucketWebsiteResponse putBucketWebsite(PutBucketWebsiteRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        WebsiteConfiguration website = request.websiteConfiguration();
        if (website == null) {
            throw S3Errors.malformedXml();
        }
        check(website);
        schema.check(website);
        desk.put(home, Kind.WEBSITE, website);
        return PutBucketWebsiteResponse.builder().build();
    }

    private static void check(WebsiteConfiguration website) {
        if (website.redirectAllRequestsTo() != null) {
            if (website.indexDocument() != null || website.errorDocument() != null || website.hasRoutingRules()) {
                throw S3Errors.malformedXml();
            }
            protocol(website.redirectAllRequestsTo().protocol());
            return;
        }
        IndexDocument index = website.indexDocument();
        if (index == null) {
            throw DocumentErrors.argument(
                    "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
                    "IndexDocument",
                    "null");
        }
        if (index.suffix() == null || index.suffix().isEmpty() || index.suffix().indexOf('/') >= 0) {
            throw DocumentErrors.argument(
                    "The IndexDocument Suffix is not well formed", "IndexDocument", String.valueOf(index.suffix()));
        }
        if (website.errorDocument() != null
                && (website.errorDocument().key() == null
                        || website.errorDocument().key().isEmpty())) {
            throw DocumentErrors.argument(
                    "The ErrorDocument Key is not well formed",
                    "ErrorDocument",
                    String.valueOf(website.errorDocument().key()));
        }
        List<RoutingRule> rules = website.routingRules();
        if (website.hasRoutingRules() && rules.isEmpty()) {
            throw S3Errors.malformedXml();
        }
        if (rules.size() > MOST_ROUTING_RULES) {
            throw S3Errors.invalidRequest(
                    rules.size() + " routing rules provided, the number of routing rules in a website configuration is"
                            + " limited to 50.");
        }
        rules.forEach(Sharing::check);
    }

    private static void check(RoutingRule rule) {
        Redirect redirect = rule.redirect();
        if (redirect == null
                || (redirect.hostName() == null
                        && redirect.httpRedirectCode() == null
                        && redirect.protocol() == null
                        && redirect.replaceKeyPrefixWith() == null
                        && redirect.replaceKeyWith() == null)) {
            throw S3Errors.malformedXml();
        }
        if (redirect.replaceKeyPrefixWith() != null && redirect.replaceKeyWith() != null) {
            throw S3Errors.invalidRequest("You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
        }
        protocol(redirect.protocol());
        String status = redirect.httpRedirectCode();
        if (status != null && (!isStatus(status, '3', '3') || status.equals("300"))) {
            throw S3Errors.invalidRequest(
                    "The provided HTTP redirect code (" + status + ") is not valid. Valid codes are 3XX except 300.");
        }
        Condition condition = rule.condition();
        if (condition == null) {
            return;
        }
        String error = condition.httpErrorCodeReturnedEquals();
        if (condition.keyPrefixEquals() == null && error == null) {
            throw S3Errors.invalidRequest("Condition cannot be empty. To redirect all requests without a condition, the"
                    + " condition element shouldn't be present.");
        }
        if (error != null && !isStatus(error, '4', '5')) {
            throw S3Errors.invalidRequest(
                    "The provided HTTP error code (" + error + ") is not valid. Valid codes are 4XX or 5XX.");
        }
    }

    private static void protocol(@Nullable Protocol protocol) {
        if (protocol == Protocol.UNKNOWN_TO_SDK_VERSION) {
            throw badProtocol();
        }
    }

    private static S3Error badProtocol() {
        return S3Errors.invalidRequest("Invalid protocol, protocol can be http or https. If not defined the protocol"
                + " will be selected automatically.");
    }

    /** Three digits, the first of them from one to another. */
    private static boolean isStatus(String text, char from, char to) {
        return text.length() == 3
                && text.charAt(0) >= from
                && text.charAt(0) <= to
                && Character.isDigit(text.charAt(1))
                && Character.isDigit(text.charAt(2));
    }

    @Override
    public GetBucketWebsiteResponse getBucketWebsite(GetBucketWebsiteRequest request) {
        WebsiteConfiguration website = desk.get(
                request.bucket(),
                request.expectedBucketOwner(),
                Kind.WEBSITE,
                () -> DocumentErrors.noWebsite(request.bucket()));
        return GetBucketWebsiteResponse.builder()
                .redirectAllRequestsTo(website.redirectAllRequestsTo())
                .indexDocument(website.indexDocument())
                .errorDocument(website.errorDocument())
                .routingRules(website.hasRoutingRules() ? website.routingRules() : null)
                .build();
    }

    @Override
    public DeleteBucketWebsiteResponse deleteBucketWebsite(DeleteBucketWebsiteRequest request) {
        desk.delete(desk.home(request.bucket(), request.expectedBucketOwner()), Kind.WEBSITE);
        return DeleteBucketWebsiteResponse.builder().build();
    }
}
