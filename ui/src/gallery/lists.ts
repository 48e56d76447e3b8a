/** @file Invented lists in the sizes and shapes that real accounts have. */
import type { PickRow } from '../generated/api.ts';

function row(value: string, label: string, more: Partial<PickRow> = {}): PickRow {
  return { value, label, kind: null, required: false, custom: false, hint: null, marks: [], ...more };
}

const standard = [
  'Account',
  'Asset',
  'Campaign',
  'Case',
  'Contact',
  'Contract',
  'Event',
  'Lead',
  'Opportunity',
  'Order',
  'Product2',
  'Task',
  'User',
];
const subjects = [
  'Invoice',
  'Shipment',
  'Renewal',
  'Survey',
  'Territory',
  'Quote',
  'Site',
  'Claim',
  'Visit',
  'Audit',
  'Partner',
  'License',
];
const aspects = ['Line', 'Share', 'History', 'Team', 'Rule', 'Note', 'Batch', 'Plan', 'Target', 'Feed'];

/** 1,431 objects: some standard, most custom. */
export const objects: PickRow[] = [
  ...standard.map(name => row(name, name === 'Product2' ? 'Product' : name)),
  ...Array.from({ length: 1418 }, (_, at) => {
    const subject = subjects[at % subjects.length];
    const aspect = aspects[Math.floor(at / subjects.length) % aspects.length];
    const number = Math.floor(at / (subjects.length * aspects.length)) + 1;
    return row(`${subject}_${aspect}_${number}__c`, `${subject} ${aspect} ${number}`, { custom: true });
  }),
].sort((one, other) => one.label.localeCompare(other.label));

const types = [
  'string',
  'picklist',
  'reference',
  'boolean',
  'currency',
  'date',
  'email',
  'textarea',
  'phone',
  'double',
];

export function fieldsOf(object: string): PickRow[] {
  return [
    row('Id', `${object} ID`, { kind: 'id' }),
    row('Name', `${object} Name`, { kind: 'string', required: true }),
    row('OwnerId', 'Owner ID', { kind: 'reference', required: true }),
    row('Industry', 'Industry', { kind: 'picklist' }),
    row('BillingCountryCode', 'Billing Country Code', { kind: 'picklist' }),
    ...Array.from({ length: 48 }, (_, at) =>
      row(`Extra_${at + 1}__c`, `Extra information ${at + 1}`, {
        kind: types[at % types.length] ?? null,
        custom: true,
        required: at % 17 === 3,
      }),
    ),
  ];
}

export const organizationFields: PickRow[] = [
  row('external_id', 'External ID', { kind: 'text' }),
  row('name', 'Name', { kind: 'text', required: true }),
  row('notes', 'Notes', { kind: 'textarea' }),
  row('organization_fields.next_renewal', 'Next renewal', { kind: 'date', custom: true }),
  row('organization_fields.team', 'Account team contact', { kind: 'text', custom: true }),
];

/** What a hostile or odd account may hold. */
export const hostile: PickRow[] = [
  row('x', '<img src=x onerror="document.title=\'broken\'">', { kind: '<b>type</b>' }),
  row('y', '</script><script>document.title="broken"</script>'),
  row('rlo', 'invoice\u202egpj.exe', { custom: true }),
  row('nul', 'nul\u0000 esc\u001b[31m line\nbreak \u200bzero'),
  row('tower', `Z${'\u0301'.repeat(500)}algo`),
  row('arabic', 'حساب العميل (Account) 42', { required: true }),
  row('hebrew_חשבון__c', 'חשבון לקוח', { custom: true, kind: 'reference' }),
  row('emoji', '👩‍👩‍👧‍👦 Family 🏳️‍🌈'),
  row('template', '{{7*7}} ${7*7} javascript:alert(1)'),
  row('surrogate', 'lone \ud800 surrogate'),
  row(
    `${'very_long_api_name_'.repeat(20)}__c`,
    'A label that goes on and on, as labels of grown orgs do, '.repeat(8),
    {
      kind: 'a type with a long name',
      required: true,
      custom: true,
    },
  ),
  row('64k', 'W'.repeat(65_536)),
];
