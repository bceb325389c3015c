package dev.kagemusha.s3.checksum;

/**
 * Arithmetic of polynomials over GF(2) modulo a reflected CRC polynomial: enough to tell the CRC of {@code a ‖ b} from the
 * CRCs of a and b. Appending n bytes to a multiplies a's state by x to the 8n; with an initial value and a final xor of all
 * ones, those of the two cancel each other.
 */
final class CrcMath {
    private final int width;
    private final long polynomial;

    // SQUARES[i]: x to the 2^i
    private final long[] squares = new long[64];

    private CrcMath(int width, long polynomial) {
        this.width = width;
        this.polynomial = polynomial;
        squares[0] = 1L << width - 2;
        for (int i = 1; i < squares.length; i++) {
            squares[i] = multiply(squares[i - 1], squares[i - 1]);
        }
    }

    /** @param polynomial reflected: its highest power in the lowest bit */
    static CrcMath of(int width, long polynomial) {
        return new CrcMath(width, polynomial);
    }

    long combine(long first, long second, long secondLength) {
        return multiply(power(8 * secondLength), first) ^ second;
    }

    private long multiply(long a, long b) {
        long product = 0;
        for (long bit = 1L << width - 1; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= b;
            }
            b = (b & 1) != 0 ? b >>> 1 ^ polynomial : b >>> 1;
        }
        return product;
    }

    private long power(long exponent) {
        long result = 1L << width - 1;
        for (int i = 0; exponent != 0; i++, exponent >>>= 1) {
            if ((exponent & 1) != 0) {
                result = multiply(squares[i], result);
            }
        }
        return result;
    }
}
