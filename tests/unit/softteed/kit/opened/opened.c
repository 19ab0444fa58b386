// SPDX-License-Identifier: BSD-2-Clause
/* A library that an application opens, which needs another library and the application */
#include <kit_linked.h>

extern int application_number;

int kit_opened_add(int number);

int kit_opened_add(int number)
{
	return kit_linked_number() + application_number + number;
}
