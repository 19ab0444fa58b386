// SPDX-License-Identifier: BSD-2-Clause
/* A library that uses a variable of the application that is linked with it */
#include <kit_linked.h>

extern int application_number;

static __thread int count;

int kit_linked_number(void)
{
	return 17;
}

int kit_linked_sum(int number)
{
	return application_number + number;
}

int kit_linked_count(void)
{
	return ++count;
}
