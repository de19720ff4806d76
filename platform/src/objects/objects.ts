import { join } from 'node:path'
import type { Config } from '../config/schema.ts'
import type { Objects } from '../contract.ts'
import { createFolderObjects } from './folder-objects.ts'
import { createS3Objects } from './s3-objects.ts'

/** Where configuration says: an S3-compatible storage, else the folder `objects` in DATA_DIR. */
export function createObjects(config: Config): Objects {
  const {
    OBJECTS_S3_ENDPOINT: endpoint,
    OBJECTS_S3_BUCKET: bucket,
    OBJECTS_S3_ACCESS_KEY_ID: accessKeyId,
    OBJECTS_S3_SECRET_ACCESS_KEY: secretAccessKey,
  } = config
  if (endpoint === undefined || bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined)
    return createFolderObjects(join(config.DATA_DIR, 'objects'))
  return createS3Objects({ endpoint, bucket, region: config.OBJECTS_S3_REGION, accessKeyId, secretAccessKey })
}
