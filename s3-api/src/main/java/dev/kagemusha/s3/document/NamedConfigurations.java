package dev.kagemusha.s3.document;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.ContinuationToken;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.configuration.Kind;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.AnalyticsConfiguration;
import software.amazon.awssdk.services.s3.model.DeleteBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketAnalyticsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketIntelligentTieringConfigurationResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketInventoryConfigurationResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketMetricsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAnalyticsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketIntelligentTieringConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketInventoryConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketMetricsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.IntelligentTieringConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.ListBucketAnalyticsConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketAnalyticsConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketIntelligentTieringConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketIntelligentTieringConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketInventoryConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketInventoryConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketMetricsConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketMetricsConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.MetricsConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAnalyticsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketIntelligentTieringConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketInventoryConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketMetricsConfigurationResponse;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/** The configurations of which a bucket has many, each with a name: analytics, inventories, metrics, tiering. */
public final class NamedConfigurations implements Chapter {
    private static final int MOST = 1_000;
    private static final int PAGE = 100;
    private static final int LONGEST_NAME = 64;

    private final Desk desk;
    private final Schema schema;

    public NamedConfigurations(Desk desk, Schema schema) {
        this.desk = desk;
        this.schema = schema;
    }

    /** @param next where the next page begins; null when there is none */
    private record Page<T>(List<T> found, @Nullable String next) {}

    private <T> void put(Home home, Kind<T> kind, @Nullable String asked, String inside, T value) {
        if (asked == null || !asked.equals(inside)) {
            throw DocumentErrors.argument(
                    "The ID in the request does not match the ID in the configuration",
                    "id",
                    asked == null ? "" : asked);
        }
        checkName(asked);
        desk.change(home, tx -> {
            NavigableMap<String, T> there = desk.configurations()
                    .of(tx, home.scope(), home.bucket().id())
                    .all(kind);
            if (there.size() >= MOST && !there.containsKey(asked)) {
                throw DocumentErrors.tooManyConfigurations();
            }
            desk.configurations().put(tx, home.scope(), home.bucket().id(), kind, asked, value);
        });
    }

    private static void checkName(String name) {
        boolean good = !name.isEmpty() && name.length() <= LONGEST_NAME;
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '-'
                    || c == '_';
        }
        if (!good) {
            throw S3Errors.invalidArgument("The configuration ID specified is invalid", "id", name);
        }
    }

    private <T> T get(Home home, Kind<T> kind, String name) {
        T found = desk.settings(home).get(kind, name);
        if (found == null) {
            throw DocumentErrors.noConfiguration();
        }
        return found;
    }

    private void delete(Home home, Kind<?> kind, @Nullable String asked) {
        String name = asked == null ? "" : asked;
        checkName(name);
        desk.change(home, tx -> {
            long bucket = home.bucket().id();
            if (desk.configurations().of(tx, home.scope(), bucket).get(kind, name) == null) {
                throw DocumentErrors.noConfiguration();
            }
            desk.configurations().delete(tx, home.scope(), bucket, kind, name);
        });
    }

    private <T> Page<T> page(Home home, Kind<T> kind, @Nullable String token) {
        NavigableMap<String, T> all = desk.settings(home).all(kind);
        NavigableMap<String, T> rest = token == null ? all : all.tailMap(ContinuationToken.read(token), false);
        List<T> found = new ArrayList<>();
        String last = "";
        for (var each : rest.entrySet()) {
            if (found.size() == PAGE) {
                return new Page<>(found, ContinuationToken.write(last));
            }
            found.add(each.getValue());
            last = each.getKey();
        }
        return new Page<>(found, null);
    }

    @Override
    public PutBucketAnalyticsConfigurationResponse putBucketAnalyticsConfiguration(
            PutBucketAnalyticsConfigurationRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        AnalyticsConfiguration given = schema.check(request.analyticsConfiguration());
        NamedRules.check(given);
        put(home, Kind.ANALYTICS, request.id(), given.id(), given);
        return PutBucketAnalyticsConfigurationResponse.builder().build();
    }

    @Override
    public GetBucketAnalyticsConfigurationResponse getBucketAnalyticsConfiguration(
            GetBucketAnalyticsConfigurationRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        return GetBucketAnalyticsConfigurationResponse.builder()
                .analyticsConfiguration(get(home, Kind.ANALYTICS, request.id()))
                .build();
    }

    @Override
    public DeleteBucketAnalyticsConfigurationResponse deleteBucketAnalyticsConfiguration(
            DeleteBucketAnalyticsConfigurationRequest request) {
        delete(desk.home(request.bucket(), request.expectedBucketOwner()), Kind.ANALYTICS, request.id());
        return DeleteBucketAnalyticsConfigurationResponse.builder().build();
    }

    @Override
    public ListBucketAnalyticsConfigurationsResponse listBucketAnalyticsConfigurations(
            ListBucketAnalyticsConfigurationsRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        Page<AnalyticsConfiguration> page = page(home, Kind.ANALYTICS, request.continuationToken());
        return ListBucketAnalyticsConfigurationsResponse.builder()
                .analyticsConfigurationList(page.found())
                .isTruncated(page.next() != null)
                .continuationToken(request.continuationToken())
                .nextContinuationToken(page.next())
                .build();
    }

    @Override
    public PutBucketInventoryConfigurationResponse putBucketInventoryConfiguration(
            PutBucketInventoryConfigurationRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        InventoryConfiguration given = schema.check(request.inventoryConfiguration());
        NamedRules.check(given);
        put(home, Kind.INVENTORY, request.id(), given.id(), given);
        return PutBucketInventoryConfigurationResponse.builder().build();
    }

    @Override
    public GetBucketInventoryConfigurationResponse getBucketInventoryConfiguration(
            GetBucketInventoryConfigurationRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        return GetBucketInventoryConfigurationResponse.builder()
                .inventoryConfiguration(get(home, Kind.INVENTORY, request.id()))
                .build();
    }

    @Override
    public DeleteBucketInventoryConfigurationResponse deleteBucketInventoryConfiguration(
            DeleteBucketInventoryConfigurationRequest request) {
        delete(desk.home(request.bucket(), request.expectedBucketOwner()), Kind.INVENTORY, request.id());
        return DeleteBucketInventoryConfigurationResponse.builder().build();
    }

    @Override
    public ListBucketInventoryConfigurationsResponse listBucketInventoryConfigurations(
            ListBucketInventoryConfigurationsRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        Page<InventoryConfiguration> page = page(home, Kind.INVENTORY, request.continuationToken());
        return ListBucketInventoryConfigurationsResponse.builder()
                .inventoryConfigurationList(page.found())
                .isTruncated(page.next() != null)
                .continuationToken(request.continuationToken())
                .nextContinuationToken(page.next())
                .build();
    }

    @Override
    public PutBucketMetricsConfigurationResponse putBucketMetricsConfiguration(
            PutBucketMetricsConfigurationRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        MetricsConfiguration given = schema.check(request.metricsConfiguration());
        NamedRules.check(given);
        put(home, Kind.METRICS, request.id(), given.id(), given);
        return PutBucketMetricsConfigurationResponse.builder().build();
    }

    @Override
    public GetBucketMetricsConfigurationResponse getBucketMetricsConfiguration(
            GetBucketMetricsConfigurationRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        return GetBucketMetricsConfigurationResponse.builder()
                .metricsConfiguration(get(home, Kind.METRICS, request.id()))
                .build();
    }

    @Override
    public DeleteBucketMetricsConfigurationResponse deleteBucketMetricsConfiguration(
            DeleteBucketMetricsConfigurationRequest request) {
        delete(desk.home(request.bucket(), request.expectedBucketOwner()), Kind.METRICS, request.id());
        return DeleteBucketMetricsConfigurationResponse.builder().build();
    }

    @Override
    public ListBucketMetricsConfigurationsResponse listBucketMetricsConfigurations(
            ListBucketMetricsConfigurationsRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        Page<MetricsConfiguration> page = page(home, Kind.METRICS, request.continuationToken());
        return ListBucketMetricsConfigurationsResponse.builder()
                .metricsConfigurationList(page.found())
                .isTruncated(page.next() != null)
                .continuationToken(request.continuationToken())
                .nextContinuationToken(page.next())
                .build();
    }

    @Override
    public PutBucketIntelligentTieringConfigurationResponse putBucketIntelligentTieringConfiguration(
            PutBucketIntelligentTieringConfigurationRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        IntelligentTieringConfiguration given = schema.check(request.intelligentTieringConfiguration());
        NamedRules.check(given);
        put(home, Kind.TIERING, request.id(), given.id(), given);
        return PutBucketIntelligentTieringConfigurationResponse.builder().build();
    }

    @Override
    public GetBucketIntelligentTieringConfigurationResponse getBucketIntelligentTieringConfiguration(
            GetBucketIntelligentTieringConfigurationRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        return GetBucketIntelligentTieringConfigurationResponse.builder()
                .intelligentTieringConfiguration(get(home, Kind.TIERING, request.id()))
                .build();
    }

    @Override
    public DeleteBucketIntelligentTieringConfigurationResponse deleteBucketIntelligentTieringConfiguration(
            DeleteBucketIntelligentTieringConfigurationRequest request) {
        delete(desk.home(request.bucket(), request.expectedBucketOwner()), Kind.TIERING, request.id());
        return DeleteBucketIntelligentTieringConfigurationResponse.builder().build();
    }

    @Override
    public ListBucketIntelligentTieringConfigurationsResponse listBucketIntelligentTieringConfigurations(
            ListBucketIntelligentTieringConfigurationsRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        Page<IntelligentTieringConfiguration> page = page(home, Kind.TIERING, request.continuationToken());
        return ListBucketIntelligentTieringConfigurationsResponse.builder()
                .intelligentTieringConfigurationList(page.found())
                .isTruncated(page.next() != null)
                .continuationToken(request.continuationToken())
                .nextContinuationToken(page.next())
                .build();
    }
}
