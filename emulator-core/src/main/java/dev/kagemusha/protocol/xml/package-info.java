/**
 * XML over the SDK's field descriptions: {@link dev.kagemusha.protocol.xml.XmlReader} reads structures with StAX,
 * {@link dev.kagemusha.protocol.xml.XmlWriter} writes them as UTF-8 bytes. They know no HTTP and no service.
 */
@NullMarked
package dev.kagemusha.protocol.xml;

import org.jspecify.annotations.NullMarked;
