package dev.kagemusha.benchmarks;

import dev.kagemusha.launch.Main;
import org.jspecify.annotations.Nullable;

import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.spec.GCMParameterSpec;
import java.security.AlgorithmParameters;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;

/** The emulator with a cipher that encrypts nothing: what is left of the time is not the cipher's. */
public final class PassThroughServer {
    private static final int TAG = 16;

    private PassThroughServer() {}

    public static void main(String[] arguments) throws Exception {
        Provider provider = new PassThrough();
        if (Security.insertProviderAt(provider, 1) != 1) {
            throw new IllegalStateException("the provider is not the first");
        }
        if (!Cipher.getInstance("AES/GCM/NoPadding").getProvider().equals(provider)) {
            throw new IllegalStateException("the provider is not used");
        }
        Main.main(arguments);
    }

    private static final class PassThrough extends Provider {
        private static final long serialVersionUID = 1;

        PassThrough() {
            super("PassThrough", "1", "copies");
            put("Cipher.AES/GCM/NoPadding", Copy.class.getName());
        }
    }

    /** Bytes as they are, with a tag of zeros behind them. */
    public static final class Copy extends CipherSpi {
        private boolean encrypts;

        @Override
        protected void engineSetMode(String mode) {}

        @Override
        protected void engineSetPadding(String padding) {}

        @Override
        protected int engineGetBlockSize() {
            return TAG;
        }

        @Override
        protected int engineGetOutputSize(int length) {
            return encrypts ? length + TAG : Math.max(0, length - TAG);
        }

        @Override
        protected byte @Nullable [] engineGetIV() {
            return null;
        }

        @Override
        protected @Nullable AlgorithmParameters engineGetParameters() {
            return null;
        }

        @Override
        protected void engineInit(int mode, Key key, SecureRandom random) {
            encrypts = mode == Cipher.ENCRYPT_MODE;
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameterSpec spec, SecureRandom random) {
            if (!(spec instanceof GCMParameterSpec)) {
                throw new IllegalArgumentException("GCM alone");
            }
            encrypts = mode == Cipher.ENCRYPT_MODE;
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameters parameters, SecureRandom random) {
            encrypts = mode == Cipher.ENCRYPT_MODE;
        }

        @Override
        protected void engineUpdateAAD(byte[] aad, int offset, int length) {}

        @Override
        protected byte[] engineUpdate(byte[] in, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected int engineUpdate(byte[] in, int offset, int length, byte[] out, int at) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected byte[] engineDoFinal(byte[] in, int offset, int length) {
            byte[] out = new byte[engineGetOutputSize(length)];
            System.arraycopy(in, offset, out, 0, Math.min(length, out.length));
            return out;
        }

        @Override
        protected int engineDoFinal(byte[] in, int offset, int length, byte[] out, int at) {
            int size = engineGetOutputSize(length);
            System.arraycopy(in, offset, out, at, Math.min(length, size));
            return size;
        }
    }
}
