package dev.kagemusha.state;

/**
 * Where a body is: inline bytes, or a file of encrypted frames.
 *
 * @param id 0 for an inline body, otherwise the file's number
 * @param length plain bytes
 * @param bytes inline: the body itself (encrypted like a file's frames); file: its data key wrapped by the root key
 */
public record BlobRef(long id, long length, byte[] bytes) {

    @Override
    public String toString() {
        return "BlobRef[" + id + ", " + length + " bytes]";
    }
}
