package dev.kagemusha.dynamodb.throttle;

import java.util.ArrayList;
import java.util.List;

/**
 * What a table lets through, told another way: tanks that fill drop by drop, one millisecond after the other. A request passes
 * if no tank that it draws from is dry.
 */
final class FluidModel {
    private final List<Tank> tanks = new ArrayList<>();
    private final Tank[] partitions;
    private long millis;

    private static final class Tank {
        final double perMilli;
        final double most;
        double level;

        Tank(double perSecond, double seconds) {
            perMilli = perSecond / 1000;
            most = perSecond * seconds;
            level = most;
        }
    }

    /** @param burstSeconds how long unused units last */
    FluidModel(double perSecond, double burstSeconds, double maximum, int partitionCount, double ceiling) {
        tanks.add(new Tank(perSecond, burstSeconds));
        if (maximum > 0) {
            tanks.add(new Tank(maximum, 1));
        }
        partitions = new Tank[partitionCount];
        for (int i = 0; i < partitionCount; i++) {
            partitions[i] = new Tank(ceiling, 10);
        }
    }

    private void flowTo(long until) {
        for (; millis < until; millis++) {
            tanks.forEach(FluidModel::drip);
            for (Tank tank : partitions) {
                drip(tank);
            }
        }
    }

    private static void drip(Tank tank) {
        tank.level = Math.min(tank.most, tank.level + tank.perMilli);
    }

    /** One for more from now on, with partitions that are all new; what is left of the rest stays. */
    FluidModel grown(long atMillis, double perSecond, double burstSeconds, int partitionCount, double ceiling) {
        flowTo(atMillis);
        FluidModel more = new FluidModel(perSecond, burstSeconds, 0, partitionCount, ceiling);
        more.tanks.getFirst().level = tanks.getFirst().level;
        more.millis = atMillis;
        return more;
    }

    /** Whether a request for a key there would pass. */
    boolean isWet(long atMillis, double key) {
        flowTo(atMillis);
        return partitions[(int) (key * partitions.length)].level > 0
                && tanks.stream().allMatch(tank -> tank.level > 0);
    }

    /** Whether a request for a key in this part (0 to 1) of the hashes passes at this time. */
    boolean passes(long atMillis, double key, double units) {
        Tank own = partitions[(int) (key * partitions.length)];
        boolean wet = isWet(atMillis, key);
        if (wet) {
            own.level -= units;
            tanks.forEach(tank -> tank.level -= units);
        }
        return wet;
    }
}
