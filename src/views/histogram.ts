export class Histogram {}
