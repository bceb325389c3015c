/**
 * The cryptography of KMS: pure functions over key material, thread-safe, without state and without AWS's rules about who may do
 * what. The JDK does what it can; Bouncy Castle does the rest, as plain objects and never as a registered provider.
 *
 * <p>Start reading at {@link dev.kagemusha.kms.crypto.KeyMaterial}, which is what a key is made of, and at
 * {@link dev.kagemusha.kms.crypto.Capabilities}, which says what each key spec is good for. Then one class for each thing that is
 * done with a key: {@link dev.kagemusha.kms.crypto.Envelope} (symmetric encryption), {@link
 * dev.kagemusha.kms.crypto.PublicKeyEncryption}, {@link dev.kagemusha.kms.crypto.Signatures}, {@link
 * dev.kagemusha.kms.crypto.Macs}, {@link dev.kagemusha.kms.crypto.Agreement} and {@link dev.kagemusha.kms.crypto.ImportWrapping}.
 */
@NullMarked
package dev.kagemusha.kms.crypto;

import org.jspecify.annotations.NullMarked;
