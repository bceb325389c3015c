package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.DeregisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeregisterScalableTargetResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalableTargetsRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalableTargetsResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** Registers, describes and forgets scalable targets. */
final class Targets implements ApplicationAutoScalingClient {
    private static final Ids IDS = Ids.secure();
    private static final int ID_LENGTH = 34;

    private final Desk desk;

    Targets(Desk desk) {
        this.desk = desk;
    }

    @Override
    public RegisterScalableTargetResponse registerScalableTarget(RegisterScalableTargetRequest request) {
        Scalable scalable = Scalable.of(request.serviceNamespace(), request.resourceId(), request.scalableDimension());
        requireResource(scalable);
        Target registered = desk.write(scalable, (tx, before) -> {
            Target target = before == null ? first(scalable, request) : again(before, request);
            if (target.min() > target.max()) {
                throw AutoScalingErrors.validation("Min capacity " + target.min()
                        + " must be smaller than or equal to max capacity " + target.max());
            }
            tx.upsert(Rows.TARGETS, desk.call().scope(), scalable, target);
            Scaler.bound(desk.jobs(), tx, desk.call().scope(), scalable, desk.now());
            return target;
        });
        return RegisterScalableTargetResponse.builder()
                .scalableTargetARN(registered.arn())
                .build();
    }

    private Target first(Scalable scalable, RegisterScalableTargetRequest request) {
        if (request.minCapacity() == null || request.maxCapacity() == null) {
            throw AutoScalingErrors.validation(
                    "Both MinCapacity and MaxCapacity are required to register a new scalable target");
        }
        Target target = new Target(
                scalable,
                "0" + IDS.hex(ID_LENGTH - 1),
                desk.home(),
                request.minCapacity(),
                request.maxCapacity(),
                desk.now().toEpochMilli(),
                false,
                false,
                false,
                new TreeMap<>(request.tags()));
        TargetTags.check(target);
        return request.suspendedState() == null ? target : target.suspended(request.suspendedState());
    }

    private static Target again(Target before, RegisterScalableTargetRequest request) {
        if (request.hasTags() && !request.tags().isEmpty()) {
            throw AutoScalingErrors.validation(
                    "Tags can only be added with RegisterScalableTarget when a scalable target is created;"
                            + " use TagResource instead");
        }
        Target target = before.between(
                request.minCapacity() == null ? before.min() : request.minCapacity(),
                request.maxCapacity() == null ? before.max() : request.maxCapacity());
        return request.suspendedState() == null ? target : target.suspended(request.suspendedState());
    }

    /** Looks at the table as the caller, who so needs to be allowed it. */
    private void requireResource(Scalable scalable) {
        TableDescription table;
        try {
            table = desk.call()
                    .client(DynamoDbClient.class)
                    .describeTable(d -> d.tableName(scalable.table()))
                    .table();
        } catch (ResourceNotFoundException e) {
            throw AutoScalingErrors.validation("DynamoDB table does not exist: " + scalable.resource());
        } catch (AwsServiceException e) {
            if (e.awsErrorDetails() != null
                    && Objects.equals(e.awsErrorDetails().errorCode(), "ValidationException")) {
                throw AutoScalingErrors.validation("DynamoDB table does not exist: " + scalable.resource());
            }
            throw AutoScalingErrors.noAccess("Unable to access " + scalable.resource() + ": " + e.getMessage());
        }
        String index = scalable.index();
        if (index != null && !hasIndex(table, index)) {
            throw AutoScalingErrors.validation("DynamoDB index does not exist: " + scalable.resource());
        }
    }

    private static boolean hasIndex(TableDescription table, String name) {
        for (GlobalSecondaryIndexDescription index : table.globalSecondaryIndexes()) {
            if (index.indexName().equals(name)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public DescribeScalableTargetsResponse describeScalableTargets(DescribeScalableTargetsRequest request) {
        Scalable.requireDynamoDb(request.serviceNamespace());
        List<String> resources = request.resourceIds();
        String dimension = request.scalableDimensionAsString();
        if (dimension != null && resources.isEmpty()) {
            throw AutoScalingErrors.validation("Resource ID must be specified with a scalable dimension");
        }
        Pages<Target> page = desk.store()
                .read(view -> Pages.of(
                        view,
                        Rows.TARGETS,
                        desk.call().scope(),
                        request.maxResults(),
                        request.nextToken(),
                        target -> isOne(target.scalable(), resources, dimension)));
        return DescribeScalableTargetsResponse.builder()
                .scalableTargets(page.rows().stream().map(Target::describe).toList())
                .nextToken(page.token())
                .build();
    }

    private static boolean isOne(Scalable scalable, List<String> resources, @Nullable String dimension) {
        return (resources.isEmpty() || resources.contains(scalable.resource()))
                && (dimension == null || dimension.equals(scalable.dimension()));
    }

    @Override
    public DeregisterScalableTargetResponse deregisterScalableTarget(DeregisterScalableTargetRequest request) {
        Scalable scalable = Scalable.of(request.serviceNamespace(), request.resourceId(), request.scalableDimension());
        int scope = desk.call().scope();
        // First, so that a request that did not come through can be made again.
        new PolicyAlarms(desk.environment())
                .delete(desk.store().read(view -> Policies.of(view, scope, scalable)), desk.home());
        return desk.write(scalable, (tx, target) -> {
            if (target == null) {
                throw AutoScalingErrors.targetNotFound(scalable);
            }
            for (Scheduled scheduled : all(tx, Rows.SCHEDULED, scalable)) {
                Scaler.unschedule(desk.jobs(), tx, scope, scheduled);
            }
            tx.deleteRange(Rows.POLICIES, scope, Rows.of(scalable));
            tx.deleteRange(Rows.SCHEDULED, scope, Rows.of(scalable));
            Scaler.forget(desk.jobs(), tx, scope, scalable);
            tx.delete(Rows.TARGETS, scope, scalable);
            return DeregisterScalableTargetResponse.builder().build();
        });
    }

    private <V> List<V> all(Transaction tx, Table<Rows.Named, V> table, Scalable scalable) {
        KeyRange range = Rows.of(scalable);
        List<V> found = new ArrayList<>();
        try (Cursor<Rows.Named, V> rows = tx.range(table, desk.call().scope(), range)) {
            while (rows.next()) {
                found.add(rows.value());
            }
        }
        return found;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
