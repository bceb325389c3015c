// A file up and down again by the SDK for JavaScript, in parts and in one. Arguments: endpoint, bucket, file.
import {createHash} from 'node:crypto';
import {createReadStream, statSync} from 'node:fs';
import {GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client} from '@aws-sdk/client-s3';
import {Upload} from '@aws-sdk/lib-storage';

const [endpoint, Bucket, file] = process.argv.slice(2);
const client = new S3Client({
    endpoint, region: 'us-east-1', forcePathStyle: true, credentials: {accessKeyId: 'test', secretAccessKey: 'test'}});

const hash = async stream => {
    const sum = createHash('sha256');
    for await (const chunk of stream) sum.update(chunk);
    return sum.digest('hex');
};
const expected = await hash(createReadStream(file));

const upAndDown = async (Key, upload) => {
    const begun = performance.now();
    await upload(Key);
    const up = performance.now();
    const back = await client.send(new GetObjectCommand({Bucket, Key}));
    const same = await hash(back.Body) === expected;
    console.log(`${Key}: up ${Math.round(up - begun)} ms, down ${Math.round(performance.now() - up)} ms`);
    const head = await client.send(new HeadObjectCommand({Bucket, Key, ChecksumMode: 'ENABLED'}));
    const checksums = Object.keys(head).filter(name => /^Checksum[CS]/.test(name)).map(name => name.slice(8));
    console.log(same ? 'same' : 'other', Key, checksums.join() || 'none', head.ETag.includes('-') ? 'parts' : 'whole');
};

const inParts = ChecksumAlgorithm => Key => new Upload({
    client, partSize: 16 << 20, queueSize: 4, params: {Bucket, Key, Body: createReadStream(file), ChecksumAlgorithm}}).done();
await upAndDown('parts', inParts());
await upAndDown('parts-SHA256', inParts('SHA256'));
await upAndDown('whole', Key => client.send(new PutObjectCommand({
    Bucket, Key, Body: createReadStream(file), ContentLength: statSync(file).size})));
