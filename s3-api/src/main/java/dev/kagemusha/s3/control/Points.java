package dev.kagemusha.s3.control;

import dev.kagemusha.s3.ContinuationToken;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.accesspoint.AccessPoint;
import dev.kagemusha.s3.accesspoint.AccessPoints;
import dev.kagemusha.s3.accesspoint.PublicBlock;
import dev.kagemusha.s3.bucket.BucketTables;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3control.model.CreateAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.CreateAccessPointResponse;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointResponse;
import software.amazon.awssdk.services.s3control.model.ListAccessPointsRequest;
import software.amazon.awssdk.services.s3control.model.ListAccessPointsResponse;
import software.amazon.awssdk.services.s3control.model.VpcConfiguration;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Access points made, shown and removed. */
final class Points implements Chapter {
    /** Of an account in a region (user guide, "Restrictions and limitations for access points"). */
    private static final int MOST = 10_000;

    private static final int LARGEST_PAGE = 1_000;

    private final ControlCall control;
    private final Ids ids;

    Points(ControlCall control, Ids ids) {
        this.control = control;
        this.ids = ids;
    }

    @Override
    public CreateAccessPointResponse createAccessPoint(CreateAccessPointRequest request) {
        String name = request.name();
        PointNames.check(name);
        if (request.bucket() == null) {
            throw S3Errors.malformedXml();
        }
        if (request.scope() != null) {
            throw S3Errors.notImplemented("Scope"); // of directory buckets
        }
        VpcConfiguration vpc = request.vpcConfiguration();
        if (vpc != null && (vpc.vpcId() == null || vpc.vpcId().isEmpty())) {
            throw S3Errors.malformedXml();
        }
        Map<String, String> tags = ResourceTags.read(request.tags());
        Home home = control.store().read(view -> control.bucket(view, request.bucket()));
        if (home == null) {
            throw ControlErrors.noBucket("created");
        }
        String expected = request.bucketAccountId() == null ? request.accountId() : request.bucketAccountId();
        if (!home.account().equals(expected)) {
            throw S3Errors.accessDenied();
        }
        if (!home.region().equals(control.call().region())) {
            throw ControlErrors.otherRegion(home.region());
        }
        AccessPoint point = new AccessPoint(
                name,
                request.accountId(),
                home.region(),
                control.call().clock().millis(),
                PointNames.alias(name, ids),
                home.name(),
                home.scope(),
                home.bucket().id(),
                home.account(),
                vpc == null ? null : vpc.vpcId(),
                request.publicAccessBlockConfiguration() == null
                        ? PublicBlock.ALL
                        : ControlCall.block(request.publicAccessBlockConfiguration()),
                null,
                tags);
        insert(point, home);
        return CreateAccessPointResponse.builder()
                .accessPointArn(point.arn(control.call().partition()))
                .alias(point.alias())
                .build();
    }

    private void insert(AccessPoint point, Home home) {
        AccessPoints points = control.points();
        var locks = points.locks(point).andShared(BucketTables.BUCKETS, home.scope(), home.name());
        control.store().write(locks, tx -> {
            if (points.get(tx, point.account(), point.region(), point.name()) != null) {
                throw ControlErrors.alreadyOwned();
            }
            if (points.count(tx, point.account(), point.region(), MOST) == MOST) {
                throw ControlErrors.tooMany();
            }
            Home now = control.bucket(tx, home.name());
            if (now == null || now.bucket().id() != home.bucket().id()) {
                throw ControlErrors.noBucket("created");
            }
            points.insert(tx, point);
            return null;
        });
    }

    @Override
    public GetAccessPointResponse getAccessPoint(GetAccessPointRequest request) {
        AccessPoint point = control.point(request.accountId(), request.name());
        String domain = control.call().partition().equals("aws-cn") ? ".amazonaws.com.cn" : ".amazonaws.com";
        String at = point.region() + domain;
        return GetAccessPointResponse.builder()
                .name(point.name())
                .bucket(point.bucket())
                .networkOrigin(point.origin())
                .vpcConfiguration(vpc(point))
                .publicAccessBlockConfiguration(ControlCall.told(point.block()))
                .creationDate(Instant.ofEpochMilli(point.created()))
                .alias(point.alias())
                .accessPointArn(point.arn(control.call().partition()))
                .endpoints(Map.of(
                        "ipv4", "s3-accesspoint." + at,
                        "dualstack", "s3-accesspoint.dualstack." + at,
                        "fips", "s3-accesspoint-fips." + at,
                        "fips_dualstack", "s3-accesspoint-fips.dualstack." + at))
                .bucketAccountId(point.bucketAccount())
                .build();
    }

    private static @Nullable VpcConfiguration vpc(AccessPoint point) {
        return point.vpc() == null
                ? null
                : VpcConfiguration.builder().vpcId(point.vpc()).build();
    }

    @Override
    public DeleteAccessPointResponse deleteAccessPoint(DeleteAccessPointRequest request) {
        AccessPoints points = control.points();
        String region = control.call().region();
        control.store().write(points.locks(request.accountId(), region, request.name()), tx -> {
            AccessPoint point = points.get(tx, request.accountId(), region, request.name());
            if (point == null) {
                throw ControlErrors.noSuchPoint(request.name());
            }
            points.delete(tx, point);
            return null;
        });
        return DeleteAccessPointResponse.builder().build();
    }

    @Override
    public ListAccessPointsResponse listAccessPoints(ListAccessPointsRequest request) {
        if (request.dataSourceId() != null) {
            throw S3Errors.notImplemented("dataSourceId"); // file systems
        }
        Integer asked = request.maxResults();
        if (asked != null && (asked < 1 || asked > LARGEST_PAGE)) {
            throw S3Errors.invalidRequest("The range for the MaxResults parameter is not valid.");
        }
        int size = asked == null ? LARGEST_PAGE : asked;
        String after = request.nextToken() == null ? "" : ContinuationToken.read(request.nextToken());
        List<AccessPoint> found = control.store().read(view -> {
            if (request.bucket() != null && control.bucket(view, request.bucket()) == null) {
                throw ControlErrors.noBucket("listed");
            }
            return control.points()
                    .list(view, request.accountId(), control.call().region(), request.bucket(), after, size + 1);
        });
        boolean more = found.size() > size;
        List<AccessPoint> page = more ? found.subList(0, size) : found;
        return ListAccessPointsResponse.builder()
                .accessPointList(page.stream().map(this::told).toList())
                .nextToken(more ? ContinuationToken.write(page.getLast().name()) : null)
                .build();
    }

    private software.amazon.awssdk.services.s3control.model.AccessPoint told(AccessPoint point) {
        return software.amazon.awssdk.services.s3control.model.AccessPoint.builder()
                .name(point.name())
                .networkOrigin(point.origin())
                .vpcConfiguration(vpc(point))
                .bucket(point.bucket())
                .accessPointArn(point.arn(control.call().partition()))
                .alias(point.alias())
                .bucketAccountId(point.bucketAccount())
                .build();
    }
}
