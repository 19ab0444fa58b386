// SPDX-License-Identifier: BSD-2-Clause
/* UUIDs as the API has them, and as bytes with the most significant one of each field first */
#include <string.h>

#include "softteed/instance/instance_private.h"

void instance_uuid_to_bytes(const TEE_UUID *uuid, uint8_t bytes[MESSAGE_UUID_LEN])
{
	for (int n = 0; n < 4; n++)
		bytes[n] = (uint8_t)(uuid->timeLow >> (24 - 8 * n));
	for (int n = 0; n < 2; n++) {
		bytes[4 + n] = (uint8_t)(uuid->timeMid >> (8 - 8 * n));
		bytes[6 + n] = (uint8_t)(uuid->timeHiAndVersion >> (8 - 8 * n));
	}
	memcpy(bytes + 8, uuid->clockSeqAndNode, 8);
}

void instance_uuid_from_bytes(const uint8_t bytes[MESSAGE_UUID_LEN], TEE_UUID *uuid)
{
	uuid->timeLow = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
			(uint32_t)bytes[2] << 8 | bytes[3];
	uuid->timeMid = (uint16_t)(bytes[4] << 8 | bytes[5]);
	uuid->timeHiAndVersion = (uint16_t)(bytes[6] << 8 | bytes[7]);
	memcpy(uuid->clockSeqAndNode, bytes + 8, 8);
}
