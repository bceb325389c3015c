package dev.kagemusha.s3.control;

import dev.kagemusha.s3.accesspoint.AccessPoint;
import dev.kagemusha.s3.accesspoint.AccessPoints;
import dev.kagemusha.s3.accesspoint.PublicBlock;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.Homes;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.service.Call;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3control.model.PublicAccessBlockConfiguration;

import java.util.function.UnaryOperator;

/** One call with what every chapter asks of it. */
final class ControlCall {
    private final Call call;
    private final StateStore store;
    private final AccessPoints points;

    ControlCall(Call call, StateStore store) {
        this.call = call;
        this.store = store;
        this.points = new AccessPoints(store, call.partition());
    }

    /** The account that a request is about: a number, and the same in the header and the host. */
    static String account(Call call, String given) {
        String inHost = ControlAddressing.account(call.head());
        if (!AccessPoints.isAccount(given) || (inHost != null && !inHost.equals(given))) {
            throw ControlErrors.invalidAccount();
        }
        return given;
    }

    /** What policies call an access point of the request's region. */
    static String arn(Call call, String account, String name) {
        return "arn:" + call.partition() + ":s3:" + call.region() + ":" + account + ":accesspoint/" + name;
    }

    Call call() {
        return call;
    }

    StateStore store() {
        return store;
    }

    AccessPoints points() {
        return points;
    }

    AccessPoint point(String account, String name) {
        return store.read(view -> point(view, account, name));
    }

    private AccessPoint point(ReadView view, String account, String name) {
        AccessPoint point = points.get(view, account, call.region(), name);
        if (point == null) {
            throw ControlErrors.noSuchPoint(name);
        }
        return point;
    }

    /** Changes a point under its lock. */
    void change(String account, String name, UnaryOperator<AccessPoint> change) {
        store.write(points.locks(account, call.region(), name), tx -> {
            points.put(tx, change.apply(point(tx, account, name)));
            return null;
        });
    }

    /** The bucket of this name, whoever has it, or null. */
    @Nullable
    Home bucket(ReadView view, String name) {
        int names = store.scope(new Scope(call.partition(), S3Call.SERVICE, "", ""));
        return Homes.named(view, store, names, name);
    }

    /** What is not said is not blocked. */
    static PublicBlock block(PublicAccessBlockConfiguration given) {
        return new PublicBlock(
                Boolean.TRUE.equals(given.blockPublicAcls()),
                Boolean.TRUE.equals(given.ignorePublicAcls()),
                Boolean.TRUE.equals(given.blockPublicPolicy()),
                Boolean.TRUE.equals(given.restrictPublicBuckets()));
    }

    static PublicAccessBlockConfiguration told(PublicBlock block) {
        return PublicAccessBlockConfiguration.builder()
                .blockPublicAcls(block.blockAcls())
                .ignorePublicAcls(block.ignoreAcls())
                .blockPublicPolicy(block.blockPolicy())
                .restrictPublicBuckets(block.restrict())
                .build();
    }
}
