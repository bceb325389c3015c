package dev.kagemusha.cloudwatch.operation;

import dev.kagemusha.auth.ErrorFamily;
import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.cloudwatch.alarm.Watch;
import dev.kagemusha.cloudwatch.metric.Reader;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Endpoint;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Service;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

import java.time.Duration;

/** CloudWatch, put together. Its newest clients speak CBOR, those before them query, and some JSON. */
public final class CloudWatchService implements Service {
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final int BODY_LIMIT = 8 * 1024 * 1024;

    @Override
    public String name() {
        return Metrics.SERVICE;
    }

    @Override
    public Definition define(Environment environment) {
        Metrics metrics = environment.metrics();
        Reader reader = new Reader(metrics, environment.clock());
        Parts parts = new Parts(environment.store(), metrics, reader);
        Watch watch = new Watch(environment, reader);
        return Definition.of(Metrics.SERVICE, CloudWatchClient.class)
                .protocols(Protocols.rpcV2Cbor(), Protocols.awsQuery(), Protocols.awsJson10())
                .signing(SigningProfile.of(ErrorFamily.QUERY, Metrics.SERVICE).withSkew(SKEW))
                .endpoint(new Endpoint(null, Integer.MAX_VALUE, false)) // SDKs compress what they publish
                .bodyLimit(BODY_LIMIT)
                .chapter(Publishing.class, call -> new Publishing(parts, call))
                .chapter(Statistics.class, call -> new Statistics(parts, call))
                .chapter(MetricData.class, call -> new MetricData(parts, call))
                .chapter(Listing.class, call -> new Listing(parts, call))
                .chapter(Alarms.class, call -> new Alarms(watch, call))
                .chapter(AlarmViews.class, call -> new AlarmViews(parts, watch, call))
                .actions(Actions.table());
    }
}
